// The values that JSON can hold: what events carry and templates read.

import { ExactNumber } from "./exact-number.ts";

/** Any JSON value, as `parseJson` gives it. */
export type JsonValue = string | number | ExactNumber | boolean | null | JsonValue[] | JsonObject;

/** A JSON object. Read it by own properties only: its keys come from outside. */
export type JsonObject = { [key: string]: JsonValue };

/** Whether a value is a JSON object: neither an array nor null, nor a number by its digits. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** The own property of an object, never one it inherits. */
export function ownProperty(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** An own property of any value; undefined where there is none. */
export function property(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}
