// Filters that count. Klaviyo's and Liquid's are the same under different names; what is no number counts as 0 in both.

import { RenderFailure } from "../rendering/render-failure.ts";
import { decimalOf, product, quotient, type Rounding, remainder, rounded, sum, toDouble } from "./decimal.ts";
import { entry } from "./entry.ts";
import type { Filter, FilterEntry, FilterFamily, WrittenArgument } from "./filter.ts";
import { countable, toInteger } from "./numbers.ts";

const plus: Filter = (value, [argument]) => sum(countable(value), countable(argument));
const minus: Filter = (value, [argument]) => sum(countable(value), -countable(argument));
const times: Filter = (value, [argument]) => product(countable(value), countable(argument));
const divide: Filter = (value, [argument]) => quotient(countable(value), divisorOf(argument));
const modulo: Filter = (value, [argument]) => remainder(countable(value), divisorOf(argument));

/** liquidjs's: whole numbers where a second argument is true. */
const dividedBy: Filter = (value, [argument, whole]) => {
  const result = quotient(countable(value), divisorOf(argument));
  return whole === true ? Math.floor(result) : result;
};

/** Most digits to round to: a double has no more behind the point. */
const MAX_PLACES = 400;

function roundedTo(rounding: Rounding): Filter {
  return (value, [places]) => {
    const most = Math.min(Math.max(toInteger(places) ?? 0, -MAX_PLACES), MAX_PLACES);
    return toDouble(rounded(decimalOf(countable(value)), most, rounding));
  };
}

/** A delivery that fails tells more than a payload with an infinite price, for which JSON has no word. */
function divisorOf(argument: unknown): number {
  const divisor = countable(argument);
  if (divisor !== 0) return divisor;
  throw new RenderFailure("template-render", "A number can't be divided by 0, or by what is no number.");
}

function divisorProblem([argument]: readonly WrittenArgument[]): string | undefined {
  if (argument === undefined || countable(argument.value) !== 0) return undefined;
  return "A number can't be divided by 0, or by what is no number.";
}

const divider = (filter: Filter, origin: FilterEntry["origin"], most = 1): FilterEntry => {
  return { filter, origin, least: 1, most, check: divisorProblem };
};
const rounder = (rounding: Rounding): FilterEntry => {
  return { filter: roundedTo(rounding), origin: "Klaviyo", least: 0, most: 1 };
};

/** Filters that count. */
export const ARITHMETIC_FILTERS: FilterFamily = {
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
