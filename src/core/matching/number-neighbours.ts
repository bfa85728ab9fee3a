// The numbers next to a number, as doubles have them: "more than 5" is "at least the number after 5", so that all
// comparisons become ranges with both ends in them.

/** The smallest number above `value`, which is finite; above the largest there is only Infinity. */
export function nextAbove(value: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  // Zero has two forms: adding 0 leaves the positive one.
  bits.setFloat64(0, value + 0);
  // The order of doubles is that of their bits; below zero it runs backwards (IEEE 754, 5.10 totalOrder).
  bits.setBigInt64(0, bits.getBigInt64(0) + (value < 0 ? -1n : 1n));
  return bits.getFloat64(0);
}

/** The largest number below `value`, which is finite. */
export function nextBelow(value: number): number {
  return -nextAbove(-value);
}
