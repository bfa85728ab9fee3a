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

// Liquid takes a text for the number that it writes, where a tag or a range asks for a number.

/** The number that a value is or writes; undefined where it is none. */
export function writtenNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : numberOf(value);
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

// What filters take for a number: Python's `int()` and `float()`, which Django's filters call on what they are given
// (https://docs.python.org/3/library/functions.html#int), without the underscores that Python's own code may have in one.

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** The whole number that a value is: a number without its decimals, a text of digits; undefined for the rest. */
export function toInteger(value: unknown): number | undefined {
  if (typeof value === "string") return INTEGER.test(value.trim()) ? finite(Number(value)) : undefined;
  const number = toNumber(value);
  // A negative zero is zero.
  return number === undefined ? undefined : Math.trunc(number) + 0;
}

/** The number that a value is, true being 1 and false 0; undefined for what is none, or is beyond what a double holds. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return finite(value);
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string") return NUMBER.test(value.trim()) ? finite(Number(value)) : undefined;
  const number = numberOf(value);
  return number === undefined ? undefined : finite(number);
}

/** Digits beyond which a text is no number to count with. */
const MAX_DIGITS = 400;

/** The whole number that a value is, with all of its digits, as 64-bit ids have more than a double keeps. */
export function toBigInteger(value: unknown): bigint | undefined {
  const digits = digitsOf(value);
  if (digits !== undefined && INTEGER.test(digits)) {
    return digits.length > MAX_DIGITS ? undefined : BigInt(digits.replace("+", ""));
  }
  const whole = toInteger(value);
  return whole === undefined ? undefined : BigInt(whole);
}

function digitsOf(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim();
  return isExactNumber(value) ? value.source : undefined;
}

/** A whole number as JSON has it: with its digits where a double would lose some. */
export function fromBigInteger(whole: bigint): number | ExactNumber {
  const number = Number(whole);
  return BigInt(Number.isFinite(number) ? number : 0) === whole ? number : new ExactNumber(whole.toString());
}

/** The number to count with: 0 for what is none, as Klaviyo's `multiply` and Liquid's arithmetic have it. */
export function countable(value: unknown): number {
  return toNumber(value) ?? 0;
}

function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined;
}
