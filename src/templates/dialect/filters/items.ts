// What filters of lists see in a value, and how they read the properties of its items.

import { plainText } from "../rendering/value-text.ts";
import { isObject } from "../values/is-object.ts";
import { type PropertyKey, propertyKey, readProperty } from "../values/read-property.ts";

/** A value as a list, as Liquid has it: a list as it is, nothing for what is absent, else the value alone. */
export function toList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** Reads one property of many items. */
export type ReadItem = (item: unknown) => unknown;

/**
 * For a path such as "author.age", as a filter gives it in a text, or for the number of an item. A property whose own name
 * has dots in it comes first.
 */
export function itemReader(path: unknown): ReadItem {
  const whole = plainText(path);
  const keys = whole.split(".").map(keyOf);
  if (keys.length === 1) return (item) => read(item, keys[0]);
  return (item) => (isObject(item) && Object.hasOwn(item, whole) ? read(item, keyOf(whole)) : keys.reduce(read, item));
}

function keyOf(name: string): PropertyKey | undefined {
  return propertyKey(name);
}

function read(value: unknown, key: PropertyKey | undefined): unknown {
  return key === undefined ? undefined : readProperty(value, key);
}
