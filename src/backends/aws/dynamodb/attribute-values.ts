// Converts DynamoDB attributes of the three types that Flowhook uses. Only Flowhook writes items, so an attribute of another
// type is a bug and throws.

import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item, or a part of one. */
export type Item = Record<string, AttributeValue>;

/** Returns a text as an attribute. */
export function text(value: string): AttributeValue {
  return { S: value };
}

/** Returns a number as an attribute. */
export function number(value: number): AttributeValue {
  return { N: String(value) };
}

/** Returns bytes as an attribute. */
export function bytes(value: Uint8Array): AttributeValue {
  return { B: value };
}

/** Returns the text of an attribute, or undefined if the item lacks it. */
export function readText(item: Item, name: string): string | undefined {
  const value = item[name];
  return value === undefined ? undefined : (value.S ?? refuse(name, "text"));
}

/** Returns the number of an attribute, or undefined if the item lacks it. */
export function readNumber(item: Item, name: string): number | undefined {
  const value = item[name];
  return value === undefined ? undefined : Number(value.N ?? refuse(name, "a number"));
}

/** Returns the bytes of an attribute, or undefined if the item lacks it. */
export function readBytes(item: Item, name: string): Uint8Array | undefined {
  const value = item[name];
  return value === undefined ? undefined : (value.B ?? refuse(name, "bytes"));
}

/** Returns the value of an attribute that every such item has. Throws if it is missing. */
export function required<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`A stored item lacks the attribute ${name}`);
  return value;
}

function refuse(name: string, type: string): never {
  throw new Error(`The attribute ${name} of a stored item is not ${type}`);
}
