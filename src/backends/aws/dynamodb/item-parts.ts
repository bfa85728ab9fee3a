// What is too large for one item is stored in parts: an item may have 400 KB
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items).

/** Bytes of one part, less than an item's most by what else an item holds. */
const PART_BYTES = 380 * 1024;

/** Bytes in parts that each fit into an item; in one, where they all do. */
export function splitForItems(whole: Uint8Array): [Uint8Array, ...Uint8Array[]] {
  const more: Uint8Array[] = [];
  for (let at = PART_BYTES; at < whole.length; at += PART_BYTES) more.push(whole.subarray(at, at + PART_BYTES));
  return [whole.subarray(0, PART_BYTES), ...more];
}
