// `(1..5)`: whole numbers from one to another, both included; none where an end is no number, or the last comes first.

import type { FilterCall } from "../filters/filter.ts";
import { writtenNumber } from "../values/written-number.ts";

/** The numbers of a range. Counted before they are made. */
export function rangeOf(from: unknown, to: unknown, call: FilterCall): number[] {
  const [first, last] = [wholeNumber(from), wholeNumber(to)];
  if (first === undefined || last === undefined || last < first) return [];
  const length = last - first + 1;
  call.useOutput(length);
  return Array.from({ length }, (_, index) => first + index);
}

function wholeNumber(value: unknown): number | undefined {
  const number = writtenNumber(value);
  return number && Math.trunc(number);
}
