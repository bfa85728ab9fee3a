// `(1..5)`: whole numbers from one to another, both included; none where an end is no number, or the last comes first.

import type { FilterCall } from "../filters/filter.ts";
import { numberOf } from "../values/exact-number.ts";

/** The numbers of a range. Counted before they are made. */
export function rangeOf(from: unknown, to: unknown, call: FilterCall): number[] {
  const [first, last] = [wholeNumber(from), wholeNumber(to)];
  if (first === undefined || last === undefined || last < first) return [];
  const length = last - first + 1;
  call.useOutput(length);
  return Array.from({ length }, (_, index) => first + index);
}

/** Liquid takes a text for its number. */
function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : numberOf(value);
  return number === undefined || !Number.isFinite(number) ? undefined : Math.trunc(number);
}
