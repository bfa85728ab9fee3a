// JSON values, as events carry them and templates read them.

import { ExactNumber } from "./exact-number.ts";

/** Any JSON value, as `parseJson` returns it. */
export type JsonValue = string | number | ExactNumber | boolean | null | JsonValue[] | JsonObject;

/** A JSON object. Read only own properties, because the keys are untrusted. */
export type JsonObject = { [key: string]: JsonValue };

/** Whether a value is a JSON object: not an array, not null and not an ExactNumber. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** The own property of an object, never an inherited one. */
export function ownProperty(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** An own property of any value; undefined if the value has no such property. */
export function property(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}
