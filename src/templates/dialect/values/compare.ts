// How values compare: as in Python, whose rules Django's `if` has
// (https://docs.python.org/3/reference/expressions.html#comparisons). Numbers compare as numbers, true and false being 1 and
// 0 among them, texts by code point, lists and objects by their content. Values of different kinds are never equal, and
// can't be ordered: Django's `if` is then false, whichever way it asks.

import { MAX_VALUE_DEPTH } from "../limits.ts";
import { RenderFailure } from "../rendering/render-failure.ts";
import { isExactNumber, numberOf } from "./numbers.ts";
import { isObject } from "./properties.ts";

/** Whether two values are equal. */
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

/** `is`: whether two values are of the same type and equal, so that 1 is not true. */
export function isSame(left: unknown, right: unknown): boolean {
  return (typeof left === "boolean") === (typeof right === "boolean") && isEqual(left, right);
}

/** Whether `left` comes before `right`; undefined where the two can't be ordered. */
export function isLess(left: unknown, right: unknown): boolean | undefined {
  const order = numberOrder(left, right);
  if (order !== undefined) return order < 0;
  if (typeof left === "string" && typeof right === "string") return isTextLess(left, right);
  return Array.isArray(left) && Array.isArray(right) ? isListLess(left, right) : undefined;
}

/** Whether a text, list or object has a part, an item, a key; undefined where the container is none or can't be asked. */
export function isIn(item: unknown, container: unknown): boolean | undefined {
  if (typeof container === "string") return typeof item === "string" ? container.includes(item) : undefined;
  if (Array.isArray(container)) return container.some((candidate) => isEqual(candidate, item));
  return isObject(container) ? isKeyOf(item, container) : undefined;
}

/** Lists and objects can be no keys, nor be asked for. */
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

/** The first items that differ decide; of two lists that begin alike, the shorter one comes first. */
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

/** Halves of surrogate pairs stand for code points beyond all others, but are not the largest units. */
function codePointOrder(unit: number): number {
  return unit >= SURROGATES.first && unit <= SURROGATES.last ? unit + 0x10000 : unit;
}

// Which of two numbers is larger. Whole ones are told apart by all of their digits: two ids may have the same nearest double,
// which may even be one of the two.

/** A number, true and false among them as in Python; undefined for the rest. */
function numeric(value: unknown): number | undefined {
  return typeof value === "boolean" ? Number(value) : numberOf(value);
}

/** Negative where the left number is the smaller one, 0 where they are equal; undefined where one is no number. */
function numberOrder(left: unknown, right: unknown): number | undefined {
  const [leftDouble, rightDouble] = [numeric(left), numeric(right)];
  if (leftDouble === undefined || rightDouble === undefined) return undefined;
  if (leftDouble !== rightDouble) return leftDouble < rightDouble ? -1 : 1;
  if (typeof left !== "object" && typeof right !== "object") return 0;
  const [leftDigits, rightDigits] = [wholeDigits(left), wholeDigits(right)];
  return leftDigits === undefined || rightDigits === undefined ? 0 : digitOrder(leftDigits, rightDigits);
}

const WHOLE = /^-?\d+$/;

/** The digits of a whole number, as JSON has them: without zeros before them. */
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

// What is true: Django's rule, which is Python's (https://docs.python.org/3/library/stdtypes.html#truth-value-testing).
// Liquid takes all but false and nil for true; Klaviyo's templates ask for an empty list by its name alone.

/** False for what is absent, null, false, 0, an empty text, list or object; true for the rest. */
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

/** Liquid's `blank`: what is empty, absent or false, and a text of nothing but spaces. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === "string" ? value.trim() === "" : isEmpty(value);
}
