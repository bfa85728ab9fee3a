// Writes a value as JSON or as text. Liquid joins the items of a list and writes "[object Object]". A payload needs
// JSON, so lists and objects are JSON inside a text as well.

import { MAX_VALUE_DEPTH, MAX_VALUE_LENGTH } from "../limits.ts";
import { RenderFailure } from "../rendering/render-failure.ts";
import { isExactNumber } from "./numbers.ts";

/**
 * A value as JSON; `null` for values that JSON does not have (absent, NaN, Infinity).
 *
 * @param bounded Whether the value is part of the event as received, so its size is bounded. Filters can build a value
 *   that refers to one large object a thousand times; such a value is measured before it is written.
 */
export function jsonText(value: unknown, bounded = false): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Number.isFinite(value) ? String(value) : "null";
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (bounded) return JSON.stringify(value);
      measure(value, 0, { left: MAX_VALUE_LENGTH });
      return JSON.stringify(value);
    default:
      return "null";
  }
}

/** A value inside a text: a text unchanged, nothing for an absent value, JSON for the rest. */
export function plainText(value: unknown, bounded = false): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (typeof value === "number" && !Number.isFinite(value)) return "";
  return jsonText(value, bounded);
}

/** Fails if the JSON of a value exceeds the limits of length or depth. */
function measure(value: unknown, depth: number, budget: { left: number }): void {
  budget.left -= typeof value === "string" ? value.length + 2 : 2;
  if (budget.left < 0) throw new RenderFailure("template-limit-size", TOO_LONG);
  if (typeof value !== "object" || value === null || isExactNumber(value)) return;
  if (depth >= MAX_VALUE_DEPTH) {
    throw new RenderFailure("template-limit-depth", `The value nests deeper than ${MAX_VALUE_DEPTH} levels.`);
  }
  if (Array.isArray(value)) {
    for (const item of value) measure(item, depth + 1, budget);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    budget.left -= key.length + 3;
    measure(item, depth + 1, budget);
  }
}

const TOO_LONG = `The text of a value is longer than ${MAX_VALUE_LENGTH} characters.`;
