// How a filter reads the value of a property. Each kind of filter asks for one reading: text, number, boolean or list.
// A value that has no such reading (missing, null, of another kind) is `undefined`. The match index computes its keys by
// the same functions, so that it finds exactly what the filters would match.

import { ExactNumber, isHeldByDouble } from "../exact-number.ts";
import type { JsonValue } from "../json.ts";

/** A property as it is in the event; `undefined` when it is missing. */
export type Value = JsonValue | undefined;

// A JSON number (RFC 8259, section 6), whole: no spaces, no plus sign, no leading zeros.
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

// What Klaviyo accepts as a boolean, in any case (Help Center, "Understanding data types").
const booleanWords = new Map([
  ...["true", "t", "yes", "y", "1"].map((word) => [word, true] as const),
  ...["false", "f", "no", "n", "0"].map((word) => [word, false] as const),
]);
const longestBooleanWord = 5;

/** A text as it is, a number or boolean as JSON writes it: `12.5`, `true`. */
export function textOf(value: Value): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value instanceof ExactNumber ? value.source : undefined;
}

/** A number, also one in a text that is nothing but a JSON number: `"12.50"` is 12.5. Of many digits, the nearest double. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (value instanceof ExactNumber) return value.double;
  if (typeof value !== "string" || !jsonNumber.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Whether a value is this very number, also as a text. One of more digits, as ids have them, is another number. */
export function isNumber(value: Value, expected: number): boolean {
  if (numberOf(value) !== expected) return false;
  return typeof value === "string" ? isHeldByDouble(value) : !(value instanceof ExactNumber);
}

/** A boolean, also as Klaviyo accepts it in numbers and texts: 1, 0, "yes", "No". */
export function booleanOf(value: Value): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return booleanWords.get(String(value));
  if (typeof value !== "string" || value.length > longestBooleanWord) return undefined;
  return booleanWords.get(value.toLowerCase());
}

/** A list as it is. */
export function listOf(value: Value): readonly JsonValue[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
