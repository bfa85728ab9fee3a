// Reads the value of an event that the `field` of a condition names.

import type { Event } from "../event/event.ts";
import { isJsonObject, ownProperty } from "../json.ts";
import type { Value } from "./readings.ts";

/** The field that names an event's value, as in Klaviyo's templates. */
export const VALUE_FIELD = "$value";

/** Separates the names of a path: "ShippingAddress.city". */
export const PATH_SEPARATOR = ".";

/** The part of an event that fields are read from. */
export type FieldSource = Pick<Event, "properties" | "value">;

/** Reads one field of an event. */
export type FieldReader = (event: FieldSource) => Value;

/**
 * Compiles a field. It names, in this order: the property with exactly this name; for `$value`, the value of the event; with
 * dots, a path through objects inside properties. A path can't lead into a list.
 */
export function fieldReader(field: string): FieldReader {
  if (field === VALUE_FIELD) {
    return ({ properties, value }) => (Object.hasOwn(properties, field) ? properties[field] : value);
  }
  const [head = "", ...rest] = field.split(PATH_SEPARATOR);
  if (rest.length === 0) return ({ properties }) => ownProperty(properties, field);
  return ({ properties }) => {
    if (Object.hasOwn(properties, field)) return properties[field];
    return valueAt(ownProperty(properties, head), rest);
  };
}

/** The value of a field in one event. */
export function fieldValue(event: FieldSource, field: string): Value {
  return fieldReader(field)(event);
}

function valueAt(start: Value, path: readonly string[]): Value {
  let value = start;
  for (const key of path) {
    if (!isJsonObject(value)) return undefined;
    value = ownProperty(value, key);
  }
  return value;
}
