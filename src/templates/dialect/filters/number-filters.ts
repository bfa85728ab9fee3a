// Filters that calculate with numbers or compare them. Klaviyo's and Liquid's arithmetic differs only in names; values
// that are not numbers count as 0 in both. The others are Django's
// (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/).

import { RenderFailure } from "../rendering/render-failure.ts";
import { isLess } from "../values/compare.ts";
import { countable, fromBigInteger, isExactNumber, toBigInteger, toInteger, toNumber } from "../values/numbers.ts";
import { plainText } from "../values/value-text.ts";
import { decimalOf, product, quotient, type Rounding, remainder, rounded, sum, toDouble } from "./decimal.ts";
import { entry, type Filter, type FilterEntry, type FilterFamily, type WrittenArgument } from "./filter.ts";

const plus: Filter = (value, [argument]) => sum(countable(value), countable(argument));
const minus: Filter = (value, [argument]) => sum(countable(value), -countable(argument));
const times: Filter = (value, [argument]) => product(countable(value), countable(argument));
const divide: Filter = (value, [argument]) => quotient(countable(value), divisorOf(argument));
const modulo: Filter = (value, [argument]) => remainder(countable(value), divisorOf(argument));

/** liquidjs's, which returns whole numbers if its second argument is true. */
const dividedBy: Filter = (value, [argument, whole]) => {
  const result = quotient(countable(value), divisorOf(argument));
  return whole === true ? Math.floor(result) : result;
};

/** A double has no more digits on either side of the point. */
const MAX_PLACES = 400;

function roundedTo(rounding: Rounding): Filter {
  return (value, [places]) => {
    const most = Math.min(Math.max(toInteger(places) ?? 0, -MAX_PLACES), MAX_PLACES);
    return toDouble(rounded(decimalOf(countable(value)), most, rounding));
  };
}

/** Fails the delivery, because JSON can't represent an infinite number. */
function divisorOf(argument: unknown): number {
  const divisor = countable(argument);
  if (divisor !== 0) return divisor;
  throw new RenderFailure("template-render", "A number can't be divided by 0 or by a value that is not a number.");
}

function divisorProblem([argument]: readonly WrittenArgument[]): string | undefined {
  if (argument === undefined || countable(argument.value) !== 0) return undefined;
  return "A number can't be divided by 0 or by a value that is not a number.";
}

const divider = (filter: Filter, origin: FilterEntry["origin"], most = 1): FilterEntry => {
  return { filter, origin, least: 1, most, check: divisorProblem };
};
const rounder = (rounding: Rounding): FilterEntry => {
  return { filter: roundedTo(rounding), origin: "Klaviyo", least: 0, most: 1 };
};

/**
 * Adds whole numbers, without their decimals; otherwise joins two texts or two lists; otherwise returns an empty text.
 */
const add: Filter = (value, [argument], call) => {
  const [left, right] = [toBigInteger(value), toBigInteger(argument)];
  if (left !== undefined && right !== undefined) return fromBigInteger(left + right);
  if (Array.isArray(value) && Array.isArray(argument)) {
    call.useOutput(value.length + argument.length);
    return [...value, ...argument];
  }
  const [text, added] = [value ?? "", argument ?? ""];
  if (typeof text !== "string" || typeof added !== "string") return "";
  call.useOutput(text.length + added.length);
  return text + added;
};

const divisibleby: Filter = (value, [argument]) => {
  const [number, divisor] = [toBigInteger(value), toBigInteger(argument)];
  return number !== undefined && divisor !== undefined && divisor !== 0n && number % divisor === 0n;
};

/** A digit of a whole number, counted from the right. Without such a number or digit, the value itself. */
const getDigit: Filter = (value, [argument]) => {
  const [number, place] = [toBigInteger(value), toInteger(argument)];
  if (number === undefined || place === undefined) return value ?? "";
  if (place < 1) return fromBigInteger(number);
  return Number(number.toString().replace("-", "").at(-place) ?? 0);
};

const UNITS = ["KB", "MB", "GB", "TB", "PB"] as const;
const KILO = 1024;
/** Django keeps the number and the unit on one line. */
const NO_BREAK_SPACE = "\u00a0";

const filesizeformat: Filter = (value) => {
  const bytes = toInteger(value) ?? 0;
  let size = Math.abs(bytes);
  const sign = bytes < 0 ? "-" : "";
  if (size < KILO) return `${sign}${size}${NO_BREAK_SPACE}byte${size === 1 ? "" : "s"}`;
  let unit = -1;
  for (; size >= KILO && unit < UNITS.length - 1; unit++) size /= KILO;
  return `${sign}${tenths(size)}${NO_BREAK_SPACE}${UNITS[unit]}`;
};

/** One decimal place. Halves round to the even neighbour, as in Python's `round`. */
function tenths(size: number): string {
  const scaled = size * 10;
  const isHalf = scaled % 1 === 0.5;
  return ((isHalf ? 2 * Math.round(scaled / 2) : Math.round(scaled)) / 10).toFixed(1);
}

const pluralize: Filter = (value, [suffixes = "s"]) => {
  const text = plainText(suffixes);
  const [singular = "", plural, ...more] = text.includes(",") ? text.split(",") : ["", text];
  if (more.length > 0) return "";
  const count = countOf(value);
  return count === undefined ? "" : count === 1 ? singular : plural;
};

/** The count that a value represents: a number, or the length of a list or object. */
function countOf(value: unknown): number | undefined {
  if (typeof value !== "object" || value === null) return toNumber(value);
  return isExactNumber(value) ? toNumber(value) : Object.keys(value).length;
}

/**
 * Compares numbers, including texts that contain one, by value, and texts by code point. Other comparisons are false.
 */
function comparison(holds: (isLess: boolean, isMore: boolean) => boolean): Filter {
  return (value, [argument]) => {
    const [left, right] = [toNumber(value), toNumber(argument)];
    const isNumeric = left !== undefined && right !== undefined;
    const less = isNumeric ? left < right : isLess(value, argument);
    const more = isNumeric ? left > right : isLess(argument, value);
    return less !== undefined && more !== undefined && holds(less, more);
  };
}

const isMore = comparison((_less, more) => more);
const isNotLess = comparison((less) => !less);
const isLessThan = comparison((less) => less);
const isNotMore = comparison((_less, more) => !more);

function pluralizeProblem([suffixes]: readonly WrittenArgument[]): string | undefined {
  if (suffixes === undefined || plainText(suffixes.value).split(",").length <= 2) return undefined;
  return "pluralize takes one ending, or two separated by a comma: pluralize:'y,ies'.";
}

/** Filters of numbers, by name. */
export const NUMBER_FILTERS: FilterFamily = {
  add: entry(add, "Django", 1),
  divisibleby: entry(divisibleby, "Django", 1),
  get_digit: entry(getDigit, "Django", 1),
  to_integer: entry((value) => Math.trunc(countable(value)) + 0, "Liquid"),
  filesizeformat: entry(filesizeformat, "Django"),
  pluralize: { filter: pluralize, origin: "Django", least: 0, most: 1, check: pluralizeProblem },
  gt: entry(isMore, "Klaviyo", 1),
  gte: entry(isNotLess, "Klaviyo", 1),
  lt: entry(isLessThan, "Klaviyo", 1),
  lte: entry(isNotMore, "Klaviyo", 1),
  floatadd: entry(plus, "Klaviyo", 1),
  plus: entry(plus, "Klaviyo", 1),
  floatsub: entry(minus, "Klaviyo", 1),
  minus: entry(minus, "Klaviyo", 1),
  multiply: entry(times, "Klaviyo", 1),
  times: entry(times, "Liquid", 1),
  divide: divider(divide, "Klaviyo"),
  divided_by: divider(dividedBy, "Liquid", 2),
  modulo: divider(modulo, "Klaviyo"),
  remainder: divider(modulo, "Klaviyo"),
  round: rounder("half-up"),
  round_up: rounder("up"),
  round_down: rounder("down"),
};
