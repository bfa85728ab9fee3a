// Reads the value of a property for a filter. Each kind of filter needs one reading: text, number, boolean or list. A value
// without such a reading (missing, null, of another kind) gives `undefined`. The match index computes its keys with the same
// functions, so it finds exactly the flows that the filters match.

import { ExactNumber, isHeldByDouble } from "../exact-number.ts";
import type { JsonValue } from "../json.ts";

/** The value of a property in the event; `undefined` if it is missing. */
export type Value = JsonValue | undefined;

// A text that is a JSON number (RFC 8259, section 6): no spaces, no plus sign, no leading zeros.
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

// The texts that Klaviyo accepts as a boolean, in any case (Help Center, "Understanding data types").
const booleanWords = new Map([
  ...["true", "t", "yes", "y", "1"].map((word) => [word, true] as const),
  ...["false", "f", "no", "n", "0"].map((word) => [word, false] as const),
]);
const longestBooleanWord = 5;

/** A text unchanged, a number or boolean as JSON writes it: `12.5`, `true`. */
export function textOf(value: Value): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value instanceof ExactNumber ? value.source : undefined;
}

/** A number, also from a text that is a JSON number: `"12.50"` is 12.5. With many digits, the nearest double. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (value instanceof ExactNumber) return value.double;
  if (typeof value !== "string" || !jsonNumber.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Whether a value is exactly this number, also as a text. A number with more digits, such as an id, is a different one. */
export function isNumber(value: Value, expected: number): boolean {
  if (numberOf(value) !== expected) return false;
  return typeof value === "string" ? isHeldByDouble(value) : !(value instanceof ExactNumber);
}

/** A boolean, also from the numbers and texts that Klaviyo accepts: 1, 0, "yes", "No". */
export function booleanOf(value: Value): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return booleanWords.get(String(value));
  if (typeof value !== "string" || value.length > longestBooleanWord) return undefined;
  return booleanWords.get(value.toLowerCase());
}

/** A list, unchanged. */
export function listOf(value: Value): readonly JsonValue[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
