// Which of two numbers is larger. Whole ones are told apart by all of their digits: two ids may have the same nearest double,
// which may even be one of the two.

import { isExactNumber, numberOf } from "./exact-number.ts";

/** A number, true and false among them as in Python; undefined for the rest. */
export function numeric(value: unknown): number | undefined {
  return typeof value === "boolean" ? Number(value) : numberOf(value);
}

/** Negative where the left number is the smaller one, 0 where they are equal; undefined where one is no number. */
export function numberOrder(left: unknown, right: unknown): number | undefined {
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
