// Events of any content, and the paths of variables that may be in them.

import fc from "fast-check";
import type { JsonObject, JsonValue } from "#core/json.ts";

const NAMES = ["a", "b", "Items", "size_of", "__proto__", "constructor", "toString", "toJSON"] as const;

export const name = fc.constantFrom(...NAMES);
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
/** The properties of an event, with own `__proto__` keys, as JSON.parse makes them. */
export const event = fc
  .dictionary(name, json, { noNullPrototype: true })
  .map((dictionary) => JSON.parse(JSON.stringify(dictionary)) as JsonObject);

/** A variable of the event, such as `event.Items.a`. */
export const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `event.${names.join(".")}`);
