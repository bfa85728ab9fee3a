// Splits values that are too large for one item into parts: the limit of an item is 400 KB
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items).

/** The size of a part in bytes: the limit of an item, less its other attributes. */
const PART_BYTES = 380 * 1024;

/** Splits bytes into parts that fit into an item; one part if all of them fit. */
export function splitForItems(whole: Uint8Array): [Uint8Array, ...Uint8Array[]] {
  const more: Uint8Array[] = [];
  for (let at = PART_BYTES; at < whole.length; at += PART_BYTES) more.push(whole.subarray(at, at + PART_BYTES));
  return [whole.subarray(0, PART_BYTES), ...more];
}
