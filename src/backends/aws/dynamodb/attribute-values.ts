// DynamoDB attributes to values and back: the three types that are used here, and no more. Items are written by this
// program alone, so a value of another type is a fault and throws.

import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item, or a part of one. */
export type Item = Record<string, AttributeValue>;

/** A text as an attribute. */
export function text(value: string): AttributeValue {
  return { S: value };
}

/** A number as an attribute. */
export function number(value: number): AttributeValue {
  return { N: String(value) };
}

/** Bytes as an attribute. */
export function bytes(value: Uint8Array): AttributeValue {
  return { B: value };
}

/** The text in an attribute; undefined where there is no such attribute. */
export function readText(item: Item, name: string): string | undefined {
  const value = item[name];
  return value === undefined ? undefined : (value.S ?? refuse(name, "text"));
}

/** The number in an attribute; undefined where there is no such attribute. */
export function readNumber(item: Item, name: string): number | undefined {
  const value = item[name];
  return value === undefined ? undefined : Number(value.N ?? refuse(name, "a number"));
}

/** The bytes in an attribute; undefined where there is no such attribute. */
export function readBytes(item: Item, name: string): Uint8Array | undefined {
  const value = item[name];
  return value === undefined ? undefined : (value.B ?? refuse(name, "bytes"));
}

/** What an attribute of every such item must be there for. */
export function required<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`A stored item lacks the attribute ${name}`);
  return value;
}

function refuse(name: string, type: string): never {
  throw new Error(`The attribute ${name} of a stored item is not ${type}`);
}
