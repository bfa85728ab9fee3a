// Comparison and truth follow Python, as Django's `if` does
// (https://docs.python.org/3/reference/expressions.html#comparisons). Numbers compare by value, with true as 1 and
// false as 0; texts by code point; lists and objects by content. Values of different kinds are never equal and have no
// order, so every comparison of their order is false.

import { MAX_VALUE_DEPTH } from "../limits.ts";
import { RenderFailure } from "../rendering/render-failure.ts";
import { isExactNumber, numberOf } from "./numbers.ts";
import { isObject } from "./properties.ts";

export function isEqual(left: unknown, right: unknown, depth = 0): boolean {
  if (left === right) return true;
  if (numeric(left) !== undefined) return numberOrder(left, right) === 0;
  if (left === undefined || left === null) return right === undefined || right === null;
  if (typeof left !== "object" || typeof right !== "object" || right === null) return false;
  return haveEqualContent(left, right, depth);
}

function haveEqualContent(left: object, right: object, depth: number): boolean {
  if (depth > MAX_VALUE_DEPTH) {
    throw new RenderFailure("template-limit-depth", `A value nests deeper than ${MAX_VALUE_DEPTH} levels.`);
  }
  if (Array.isArray(left)) return Array.isArray(right) && areListsEqual(left, right, depth);
  return isObject(right) && areObjectsEqual(left, right, depth);
}

/** `is`: equal and of the same type, so 1 is not true. */
export function isSame(left: unknown, right: unknown): boolean {
  return (typeof left === "boolean") === (typeof right === "boolean") && isEqual(left, right);
}

/** Whether `left` is less than `right`; undefined if they have no order. */
export function isLess(left: unknown, right: unknown): boolean | undefined {
  const order = numberOrder(left, right);
  if (order !== undefined) return order < 0;
  if (typeof left === "string" && typeof right === "string") return isTextLess(left, right);
  return Array.isArray(left) && Array.isArray(right) ? isListLess(left, right) : undefined;
}

/**
 * Whether a text contains a part, a list an item, or an object a key; undefined if the container or the item does not
 * allow the question.
 */
export function isIn(item: unknown, container: unknown): boolean | undefined {
  if (typeof container === "string") return typeof item === "string" ? container.includes(item) : undefined;
  if (Array.isArray(container)) return container.some((candidate) => isEqual(candidate, item));
  return isObject(container) ? isKeyOf(item, container) : undefined;
}

/** A list or an object can't be a key. */
function isKeyOf(item: unknown, object: object): boolean | undefined {
  if (typeof item === "object" && item !== null && !isExactNumber(item)) return undefined;
  return typeof item === "string" && Object.hasOwn(object, item);
}

function areListsEqual(left: readonly unknown[], right: readonly unknown[], depth: number): boolean {
  return left.length === right.length && left.every((item, index) => isEqual(item, right[index], depth + 1));
}

function areObjectsEqual(left: object, right: object, depth: number): boolean {
  const entries = Object.entries(left);
  if (entries.length !== Object.keys(right).length) return false;
  return entries.every(([key, value]) => {
    return Object.hasOwn(right, key) && isEqual(value, Reflect.get(right, key), depth + 1);
  });
}

/** The first items that differ decide. If one list is the beginning of the other, the shorter one is less. */
function isListLess(left: readonly unknown[], right: readonly unknown[]): boolean | undefined {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    if (!isEqual(left[index], right[index])) return isLess(left[index], right[index]);
  }
  return left.length < right.length;
}

function isTextLess(left: string, right: string): boolean {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const [leftUnit, rightUnit] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (leftUnit !== rightUnit) return codePointOrder(leftUnit) < codePointOrder(rightUnit);
  }
  return left.length < right.length;
}

const SURROGATES = { first: 0xd800, last: 0xdfff };

/** Surrogates encode code points beyond U+FFFF, but as code units they are not the largest. */
function codePointOrder(unit: number): number {
  return unit >= SURROGATES.first && unit <= SURROGATES.last ? unit + 0x10000 : unit;
}

// The order of numbers. Whole numbers compare by all their digits, because two ids may round to the same double.

/** A number, or true and false as 1 and 0; undefined for other values. */
function numeric(value: unknown): number | undefined {
  return typeof value === "boolean" ? Number(value) : numberOf(value);
}

/** Negative if `left` is less, 0 if both are equal; undefined if one is not a number. */
function numberOrder(left: unknown, right: unknown): number | undefined {
  const [leftDouble, rightDouble] = [numeric(left), numeric(right)];
  if (leftDouble === undefined || rightDouble === undefined) return undefined;
  if (leftDouble !== rightDouble) return leftDouble < rightDouble ? -1 : 1;
  if (typeof left !== "object" && typeof right !== "object") return 0;
  const [leftDigits, rightDigits] = [wholeDigits(left), wholeDigits(right)];
  return leftDigits === undefined || rightDigits === undefined ? 0 : digitOrder(leftDigits, rightDigits);
}

const WHOLE = /^-?\d+$/;

/** The digits of a whole number without leading zeros. */
function wholeDigits(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value).toString() : undefined;
  if (!isExactNumber(value)) return undefined;
  return WHOLE.test(value.source) ? value.source : undefined;
}

/** The order of two whole numbers of the same sign. */
function digitOrder(left: string, right: string): number {
  const direction = left.startsWith("-") ? -1 : 1;
  if (left.length !== right.length) return left.length < right.length ? -direction : direction;
  return left === right ? 0 : left < right ? -direction : direction;
}

// Truth follows Django, which is Python's rule (https://docs.python.org/3/library/stdtypes.html#truth-value-testing).
// Liquid treats everything but false and nil as true, but templates from Klaviyo test for an empty list with `{% if
// list %}`.

/** False for absent, null, false, 0, and an empty text, list or object. */
export function isTrue(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return Boolean(value) || Number.isNaN(value);
  if (Array.isArray(value)) return value.length > 0;
  const number = numberOf(value);
  if (number !== undefined) return number !== 0;
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}

/** Liquid's `empty`: an empty text, list or object. */
export function isEmpty(value: unknown): boolean {
  return typeof value === "string" || (typeof value === "object" && value !== null) ? !isTrue(value) : false;
}

/** Liquid's `blank`: an empty value, an absent value, false, or a text of white space. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === "string" ? value.trim() === "" : isEmpty(value);
}
