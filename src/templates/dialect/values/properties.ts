// Objects, lists and their properties. A template reaches own properties of objects, items of lists and characters of
// texts by index, and Liquid's `size`, `first` and `last` unless an own property has that name. It reaches nothing
// else.

import { isExactNumber } from "./numbers.ts";
import { plainText } from "./value-text.ts";

/** Whether a value is an object with properties: not a list, and not a number that keeps its digits. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isExactNumber(value);
}

/** A name in a path, and its number if it is one. */
export interface PropertyKey {
  readonly name: string;
  /** The index of a list's item; negative numbers count from the end. */
  readonly index: number | undefined;
}

const INDEX = /^-?\d{1,15}$/;

/** The key for a name in a template, or for a value that names a property; undefined if the value can't. */
export function propertyKey(name: unknown): PropertyKey | undefined {
  if (typeof name !== "string" && typeof name !== "number") return undefined;
  const text = String(name);
  return { name: text, index: INDEX.test(text) ? Number(text) : undefined };
}

/** The property of a value; undefined if it has no such property. */
export function readProperty(value: unknown, key: PropertyKey): unknown {
  if (typeof value === "string") return ofText(value, key);
  if (typeof value !== "object" || value === null) return undefined;
  return Array.isArray(value) ? ofList(value, key) : ofObject(value, key.name);
}

function ofObject(object: object, name: string): unknown {
  if (!Object.hasOwn(object, name)) return name === "size" ? sizeOf(object) : undefined;
  // The digits of an exact number are not a property.
  if (name === "source" && isExactNumber(object)) return undefined;
  // The check above has proved that the property is its own.
  return (object as Readonly<Record<string, unknown>>)[name];
}

function sizeOf(object: object): number | undefined {
  return isExactNumber(object) ? undefined : Object.keys(object).length;
}

function ofList(list: readonly unknown[], { name, index }: PropertyKey): unknown {
  if (index !== undefined) return list[index < 0 ? list.length + index : index];
  switch (name) {
    case "size":
      return list.length;
    case "first":
      return list[0];
    case "last":
      return list.at(-1);
    default:
      return undefined;
  }
}

function ofText(text: string, { name, index }: PropertyKey): unknown {
  if (name === "size") return lengthOf(text);
  return index === undefined || index < 0 ? undefined : characterAt(text, index);
}

/** Characters are code points, as in Python and Ruby. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _character of text) length++;
  return length;
}

function characterAt(text: string, index: number): string | undefined {
  let left = index;
  for (const character of text) if (left-- === 0) return character;
  return undefined;
}

/**
 * A value as a list, as in Liquid: a list unchanged, an absent value as an empty list, any other value as the only
 * item.
 */
export function toList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

export type ReadItem = (item: unknown) => unknown;

/**
 * A reader for a path such as "author.age", or for an index. A property whose name contains dots takes precedence over
 * a path.
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
