// What is true: Django's rule, which is Python's (https://docs.python.org/3/library/stdtypes.html#truth-value-testing).
// Liquid takes all but false and nil for true; Klaviyo's templates ask for an empty list by its name alone.

import { numberOf } from "./exact-number.ts";

/** False for what is absent, null, false, 0, an empty text, list or object; true for the rest. */
export function isTrue(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return Boolean(value) || Number.isNaN(value);
  if (Array.isArray(value)) return value.length > 0;
  const number = numberOf(value);
  if (number !== undefined) return number !== 0;
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}

/** Liquid's `empty`: an empty text, list or object. */
export function isEmpty(value: unknown): boolean {
  return typeof value === "string" || (typeof value === "object" && value !== null) ? !isTrue(value) : false;
}

/** Liquid's `blank`: what is empty, absent or false, and a text of nothing but spaces. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === "string" ? value.trim() === "" : isEmpty(value);
}
