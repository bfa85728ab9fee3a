// Liquid takes a text for the number that it writes, where a tag or a range asks for a number.

import { numberOf } from "./exact-number.ts";

/** The number that a value is or writes; undefined where it is none. */
export function writtenNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : numberOf(value);
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}
