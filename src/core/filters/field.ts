// Which value of an event a condition's `field` names.

import type { Event } from "../event/event.ts";
import { isJsonObject, ownProperty } from "../json.ts";
import type { Value } from "./readings.ts";

/** The field that names an event's value, as in Klaviyo's templates. */
export const VALUE_FIELD = "$value";

/** What parts a path: "ShippingAddress.city". */
export const PATH_SEPARATOR = ".";

/** The part of an event that fields are read from. */
export type FieldSource = Pick<Event, "properties" | "value">;

/** Reads one field of any event. */
export type FieldReader = (event: FieldSource) => Value;

/**
 * Compiles a field. It is, in this order: the property of exactly this name; the event's value for `$value`; with dots,
 * the path through objects inside properties. Items of lists have no path.
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
