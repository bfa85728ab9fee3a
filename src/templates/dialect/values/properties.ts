// What has properties: neither a list, nor a number that is kept by its digits.

import { isExactNumber } from "./numbers.ts";
import { plainText } from "./value-text.ts";

/** Whether a value is an object with properties. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isExactNumber(value);
}

// The property of a value, as templates read it: own properties of objects, items of lists and characters of texts by their
// numbers, and Liquid's `size`, `first` and `last` where there is no own property of that name. Nothing else can be reached.

/** A name or number in a path, with the number that it is where it is one. */
export interface PropertyKey {
  readonly name: string;
  /** The item of a list that it names, from the end where it is negative. */
  readonly index: number | undefined;
}

const INDEX = /^-?\d{1,15}$/;

/** The key for a name as a template writes it, or for a value that names a property; undefined for what can't. */
export function propertyKey(name: unknown): PropertyKey | undefined {
  if (typeof name !== "string" && typeof name !== "number") return undefined;
  const text = String(name);
  return { name: text, index: INDEX.test(text) ? Number(text) : undefined };
}

/** The property of a value; undefined where it has none. */
export function readProperty(value: unknown, key: PropertyKey): unknown {
  if (typeof value === "string") return ofText(value, key);
  if (typeof value !== "object" || value === null) return undefined;
  return Array.isArray(value) ? ofList(value, key) : ofObject(value, key.name);
}

function ofObject(object: object, name: string): unknown {
  if (!Object.hasOwn(object, name)) return name === "size" ? sizeOf(object) : undefined;
  // The digits of a number are no property of it.
  if (name === "source" && isExactNumber(object)) return undefined;
  // Own, as has just been seen.
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

/** Characters are code points, as in Python and in Ruby. */
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

// What filters of lists see in a value, and how they read the properties of its items.

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
