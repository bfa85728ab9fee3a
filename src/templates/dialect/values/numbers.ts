// Numbers: those that keep their digits, and the rules by which tags and filters read a number from a value.

import { ExactNumber } from "#core/exact-number.ts";

/** Whether a value is a number that a double can't hold. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return value instanceof ExactNumber;
}

/** The value as a double, rounded if it has more digits; undefined if it is not a number. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return isExactNumber(value) ? value.double : undefined;
}

/** A number, or a text that contains one, as Liquid reads it for tags and ranges; undefined for other values. */
export function writtenNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : numberOf(value);
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

// Filters read numbers as Python's `int()` and `float()` do, which Django's filters call
// (https://docs.python.org/3/library/functions.html#int), but without underscores between digits.

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** A whole number: a number without its decimals, or a text of digits; undefined for other values. */
export function toInteger(value: unknown): number | undefined {
  if (typeof value === "string") return INTEGER.test(value.trim()) ? finite(Number(value)) : undefined;
  const number = toNumber(value);
  // Turns -0 into 0.
  return number === undefined ? undefined : Math.trunc(number) + 0;
}

/** A number, with true as 1 and false as 0; undefined for other values and for numbers beyond the range of a double. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return finite(value);
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string") return NUMBER.test(value.trim()) ? finite(Number(value)) : undefined;
  const number = numberOf(value);
  return number === undefined ? undefined : finite(number);
}

/** Longest text that is read as a whole number, in characters. */
const MAX_DIGITS = 400;

/** A whole number with all its digits, because 64-bit ids have more than a double holds. */
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

/** A whole number for JSON. It keeps its digits if a double would lose some. */
export function fromBigInteger(whole: bigint): number | ExactNumber {
  const number = Number(whole);
  return BigInt(Number.isFinite(number) ? number : 0) === whole ? number : new ExactNumber(whole.toString());
}

/**
 * The operand of an arithmetic filter. Values that are not numbers count as 0, as in Klaviyo's `multiply` and in
 * Liquid.
 */
export function countable(value: unknown): number {
  return toNumber(value) ?? 0;
}

function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined;
}
