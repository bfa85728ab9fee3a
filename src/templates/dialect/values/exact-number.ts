// Numbers that a double can't hold, such as 64-bit ids: filters and comparisons take the nearest double, text and JSON have
// every digit.

import { ExactNumber } from "#core/exact-number.ts";

/** Whether a value keeps its digits. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return value instanceof ExactNumber;
}

/** The number that a value is, the nearest double where it has more digits; undefined for what is no number. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return isExactNumber(value) ? value.double : undefined;
}
