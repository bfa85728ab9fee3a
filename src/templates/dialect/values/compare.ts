// How values compare: as in Python, whose rules Django's `if` has
// (https://docs.python.org/3/reference/expressions.html#comparisons). Numbers compare as numbers, true and false being 1 and
// 0 among them, texts by code point, lists and objects by their content. Values of different kinds are never equal, and
// can't be ordered: Django's `if` is then false, whichever way it asks.

import { MAX_VALUE_DEPTH } from "../limits.ts";
import { RenderFailure } from "../rendering/render-failure.ts";
import { isExactNumber } from "./exact-number.ts";
import { isObject } from "./is-object.ts";
import { numberOrder, numeric } from "./number-order.ts";

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
