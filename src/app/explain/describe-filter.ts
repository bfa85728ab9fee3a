// Filters in words, as they follow the name of a value: `contains "sale"`, `is greater than 500`.

import type { BooleanFilter } from "#core/filters/boolean.ts";
import { dateOf } from "#core/filters/date-value.ts";
import type { Filter } from "#core/filters/filter.ts";
import type { ListFilter } from "#core/filters/list.ts";
import type { NumericFilter } from "#core/filters/numeric.ts";
import { booleanOf, listOf, numberOf, textOf, type Value } from "#core/filters/readings.ts";
import { count, describeDateFilter } from "./describe-date.ts";

/** The number of values of a set that a description lists. The rest are counted. */
const MOST_LISTED = 5;

export function describeFilter(filter: Filter): string {
  switch (filter.type) {
    case "string":
      return `${STRING_WORDS[filter.operator]} ${values(filter.value)}`;
    case "numeric":
      return describeNumericFilter(filter);
    case "boolean":
      return `is ${filter.value}`;
    case "date":
      return `is ${describeDateFilter(filter)}`;
    case "list":
      return describeListFilter(filter);
    case "existence":
      return filter.operator === "is-set" ? "is set" : "is not set";
  }
}

/** A numeric filter: "is between 1 and 5". */
export function describeNumericFilter(filter: NumericFilter): string {
  if (filter.operator === "between") return `is between ${filter.start} and ${filter.end}`;
  return `${NUMBER_WORDS[filter.operator]} ${filter.value}`;
}

const STRING_WORDS = {
  equals: "equals",
  "not-equals": "does not equal",
  contains: "contains",
  "not-contains": "does not contain",
  "starts-with": "starts with",
  "not-starts-with": "does not start with",
  "ends-with": "ends with",
  "not-ends-with": "does not end with",
  regex: "matches the pattern",
  nregex: "does not match the pattern",
  in: "is one of",
  "not-in": "is none of",
} as const;

const NUMBER_WORDS = {
  equals: "equals",
  "not-equals": "does not equal",
  "greater-than": "is greater than",
  "greater-than-or-equal": "is greater than or equal to",
  "less-than": "is less than",
  "less-than-or-equal": "is less than or equal to",
} as const;

const LENGTH_WORDS = {
  "length-equals": "",
  "length-greater-than": "more than ",
  "length-greater-than-or-equal": "at least ",
  "length-less-than": "fewer than ",
  "length-less-than-or-equal": "at most ",
} as const;

function describeListFilter(filter: ListFilter): string {
  switch (filter.operator) {
    case "contains":
      return `contains ${values(filter.value)}`;
    case "not-contains":
      return `does not contain ${values(filter.value)}`;
    case "contains-any":
      return `contains one of ${values(filter.value)}`;
    case "not-contains-any":
      return `contains none of ${values(filter.value)}`;
    case "contains-all":
      return `contains all of ${values(filter.value)}`;
    case "not-contains-all":
      return `does not contain all of ${values(filter.value)}`;
    case "contains-substring":
      return `has an item with ${values(filter.value)} in it`;
    case "not-contains-substring":
      return `has no item with ${values(filter.value)} in it`;
    default:
      return `has ${LENGTH_WORDS[filter.operator]}${count(filter.value, "item")}`;
  }
}

function values(value: string | number | readonly string[]): string {
  if (typeof value === "string" || typeof value === "number") return JSON.stringify(value);
  const listed = value.slice(0, MOST_LISTED).map((text) => JSON.stringify(text));
  const others = value.length - listed.length;
  return `${listed.join(", ")}${others > 0 ? ` and ${others} more` : ""}`;
}

/** The type that each kind of filter reads, and whether a value can be read that way. */
const READINGS: Readonly<Record<Exclude<Filter["type"], "existence">, readonly [string, (value: Value) => unknown]>> = {
  string: ["a text", (value) => textOf(value)],
  numeric: ["a number", numberOf],
  boolean: [`true or false` satisfies string, booleanOf],
  date: ["a date", dateOf],
  list: ["a list", listOf],
};

/**
 * Returns why a filter can't read a value. It then does not hold, and neither does its negation, which surprises most.
 * Undefined if the value can be read, and if an unset value fails a filter that requires one.
 */
export function unreadable(filter: Filter, value: Value): string | undefined {
  if (filter.type === "existence") return undefined;
  const [kind, read] = READINGS[filter.type];
  if (value === undefined || value === null) return isNegation(filter) ? `not set: ${NEITHER}` : undefined;
  const readsLists = filter.type === "string" && (filter.operator === "contains" || filter.operator === "not-contains");
  if (read(value) !== undefined || (readsLists && listOf(value) !== undefined)) return undefined;
  return `not ${kind}: ${NEITHER}`;
}

const NEITHER = "neither this nor its opposite holds";

function isNegation(filter: Exclude<Filter, BooleanFilter> | BooleanFilter): boolean {
  return filter.operator.startsWith("not-") || filter.operator === "nregex";
}
