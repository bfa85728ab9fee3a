// List filters: a list contains an item, some or all of several items, or an item that contains a text, or has a length.

import * as z from "zod";
import type { JsonValue } from "../json.ts";
import { type FilterTest, unlessMatched, whenReadable } from "./filter-test.ts";
import { compareWith } from "./numeric.ts";
import { listOf, textOf } from "./readings.ts";
import { partOfText, text, texts } from "./texts.ts";

const type = z.literal("list").describe("Reads the value as a list; a single value is not a list.");

const itemSchema = z.strictObject({
  type,
  operator: z.enum(["contains", "not-contains"]).describe("Whether an item is exactly the value."),
  value: z.union([text, z.int()]).describe("The item to look for."),
});

const substringSchema = z.strictObject({
  type,
  operator: z.enum(["contains-substring", "not-contains-substring"]).describe("Whether an item contains the text."),
  value: partOfText.describe("The text to look for."),
});

const setSchema = z.strictObject({
  type,
  operator: z
    .enum(["contains-any", "not-contains-any", "contains-all", "not-contains-all"])
    .describe("Whether some, or all, of several items are in the list."),
  value: texts.describe("The items to look for."),
});

const lengthSchema = z.strictObject({
  type,
  operator: z
    .enum([
      "length-equals",
      "length-greater-than",
      "length-greater-than-or-equal",
      "length-less-than",
      "length-less-than-or-equal",
    ])
    .describe("How the number of items compares."),
  value: z.int().nonnegative().describe("The number of items to compare with."),
});

/**
 * Filters of type list: Klaviyo's ListContainsOperatorListContainsFilter, ListSubstringFilter, ListSetFilter and
 * ListLengthFilter.
 */
export const listFilterSchema = z.discriminatedUnion("operator", [
  itemSchema,
  substringSchema,
  setSchema,
  lengthSchema,
]);

/** A filter of type list. */
export type ListFilter = z.infer<typeof listFilterSchema>;

/** Compiles a list filter. A single value is not a list of one: it matches no list filter. */
export function compileListFilter(filter: ListFilter): FilterTest {
  switch (filter.operator) {
    case "contains":
    case "not-contains":
    case "contains-substring":
    case "not-contains-substring":
      return compileContains(filter.operator, String(filter.value));
    case "contains-any":
    case "not-contains-any":
    case "contains-all":
    case "not-contains-all":
      return compileSet(filter.operator, new Set(filter.value));
    default:
      return compileLength(filter.operator, filter.value);
  }
}

type ContainsOperator = z.infer<typeof itemSchema | typeof substringSchema>["operator"];

function compileContains(operator: ContainsOperator, value: string): FilterTest {
  switch (operator) {
    case "contains":
      return whenReadable(listOf, (list) => hasItem(list, value));
    case "not-contains":
      return unlessMatched(listOf, (list) => hasItem(list, value));
    case "contains-substring":
      return whenReadable(listOf, (list) => hasItemWith(list, value));
    case "not-contains-substring":
      return unlessMatched(listOf, (list) => hasItemWith(list, value));
  }
}

function compileSet(operator: z.infer<typeof setSchema>["operator"], values: ReadonlySet<string>): FilterTest {
  switch (operator) {
    case "contains-any":
      return whenReadable(listOf, (list) => hasAnyItem(list, values));
    case "not-contains-any":
      return unlessMatched(listOf, (list) => hasAnyItem(list, values));
    case "contains-all":
      return whenReadable(listOf, (list) => hasAllItems(list, values));
    case "not-contains-all":
      return unlessMatched(listOf, (list) => hasAllItems(list, values));
  }
}

const lengthComparisons = {
  "length-equals": "equals",
  "length-greater-than": "greater-than",
  "length-greater-than-or-equal": "greater-than-or-equal",
  "length-less-than": "less-than",
  "length-less-than-or-equal": "less-than-or-equal",
} as const;

function compileLength(operator: keyof typeof lengthComparisons, length: number): FilterTest {
  const compare = compareWith(lengthComparisons[operator], length);
  return whenReadable(listOf, (list) => compare(list.length));
}

// Items are compared as texts, so that 5 equals "5". Lists and objects inside a list match nothing, as in Klaviyo, where only
// simple lists can be filtered.

/** Whether some item is exactly this text. */
export function hasItem(list: readonly JsonValue[], text: string): boolean {
  for (const item of list) if (textOf(item) === text) return true;
  return false;
}

/** Whether some item is one of these texts. */
function hasAnyItem(list: readonly JsonValue[], texts: ReadonlySet<string>): boolean {
  for (const item of list) {
    const text = textOf(item);
    if (text !== undefined && texts.has(text)) return true;
  }
  return false;
}

/** Whether each of these texts is an item. */
function hasAllItems(list: readonly JsonValue[], texts: ReadonlySet<string>): boolean {
  const items = new Set(list.map(textOf));
  for (const text of texts) if (!items.has(text)) return false;
  return true;
}

/** Whether some item contains this text. */
function hasItemWith(list: readonly JsonValue[], part: string): boolean {
  for (const item of list) if (textOf(item)?.includes(part)) return true;
  return false;
}
