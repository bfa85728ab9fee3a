// JSON in one form for equal values: object keys are sorted by their UTF-16 units, and a number has one spelling. So 1.0 equals 1,
// and two numbers that differ only beyond the digits of a double differ.

import { ExactNumber } from "./exact-number.ts";
import type { JsonValue } from "./json.ts";

/** Equal values have the same text, and different values have different texts. Recursive, so the caller limits the depth. */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof ExactNumber) return value.canonical;
  // A number is written with the fewest digits, and a negative zero without its sign.
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(",")}]`;
  let entries = "";
  for (const key of Object.keys(value).sort()) {
    // The key is an own property, so "__proto__" reads what the sender wrote.
    entries += `${entries === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`;
  }
  return `{${entries}}`;
}
