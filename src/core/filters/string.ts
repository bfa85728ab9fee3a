// String filters: a text equals, contains, starts or ends with another, is one of several, or matches a regular
// expression. Comparisons are case-sensitive, as in Klaviyo (Help Center, "Segment conditions reference").

import { RE2JS, RE2JSException } from "re2js";
import * as z from "zod";
import { type FilterTest, unlessMatched, whenReadable } from "./filter-test.ts";
import { MAX_REGEX_INPUT, MAX_REGEX_LENGTH, MAX_REGEX_SIZE } from "./limits.ts";
import { hasItem } from "./list.ts";
import { listOf, textOf, type Value } from "./readings.ts";
import { partOfText, text, texts } from "./texts.ts";

const type = z.literal("string").describe("Reads the value as a text. Comparisons are case-sensitive.");

const pattern = z
  .string()
  .min(1)
  .max(MAX_REGEX_LENGTH, { abort: true })
  .superRefine((value, context) => {
    const compiled = compileRegex(value);
    if ("problem" in compiled) {
      context.addIssue({ code: "custom", message: `The regular expression ${compiled.problem}` });
    }
  });

const partSchema = z.strictObject({
  type,
  operator: z
    .enum(["contains", "not-contains", "starts-with", "not-starts-with", "ends-with", "not-ends-with"])
    .describe("Where in the value the text must be. A list contains an item that is exactly the text."),
  value: partOfText.describe("The text to look for."),
});

/** Filters of type string: Klaviyo's StringOperatorStringFilter and StringArrayOperatorStringArrayFilter. */
export const stringFilterSchema = z.discriminatedUnion("operator", [
  z.strictObject({
    type,
    operator: z.enum(["equals", "not-equals"]).describe("Whether the whole text is the same."),
    value: text.describe("The text to compare with."),
  }),
  partSchema,
  z.strictObject({
    type,
    operator: z.enum(["regex", "nregex"]).describe("Whether the regular expression matches anywhere in the text."),
    value: pattern.describe("A regular expression in RE2 syntax: no look-around, no back references."),
  }),
  z.strictObject({
    type,
    operator: z.enum(["in", "not-in"]).describe("Whether the whole text is one of several."),
    value: texts.describe("The texts to compare with."),
  }),
]);

/** A filter of type string. */
export type StringFilter = z.infer<typeof stringFilterSchema>;

/** Compiles a string filter. */
export function compileStringFilter(filter: StringFilter): FilterTest {
  switch (filter.operator) {
    case "equals":
      return whenReadable(textOf, (found) => found === filter.value);
    case "not-equals":
      return unlessMatched(textOf, (found) => found === filter.value);
    case "in":
      return whenReadable(textOf, isOneOf(filter.value));
    case "not-in":
      return unlessMatched(textOf, isOneOf(filter.value));
    case "regex":
      return whenReadable(regexInput, regexTest(filter.value));
    case "nregex":
      return unlessMatched(regexInput, regexTest(filter.value));
    default:
      return compilePart(filter.operator, filter.value);
  }
}

function compilePart(operator: z.infer<typeof partSchema>["operator"], part: string): FilterTest {
  switch (operator) {
    case "contains":
      return whenReadable(textOrList, containsPart(part));
    case "not-contains":
      return unlessMatched(textOrList, containsPart(part));
    case "starts-with":
      return whenReadable(textOf, (found) => found.startsWith(part));
    case "not-starts-with":
      return unlessMatched(textOf, (found) => found.startsWith(part));
    case "ends-with":
      return whenReadable(textOf, (found) => found.endsWith(part));
    case "not-ends-with":
      return unlessMatched(textOf, (found) => found.endsWith(part));
  }
}

function isOneOf(values: readonly string[]): (found: string) => boolean {
  const set = new Set(values);
  return (found) => set.has(found);
}

function regexInput(value: Value): string | undefined {
  const found = textOf(value);
  return found !== undefined && found.length <= MAX_REGEX_INPUT ? found : undefined;
}

function regexTest(value: string): RegexTest {
  const compiled = compileRegex(value);
  if ("problem" in compiled) throw new Error(`A regular expression that the schema accepted ${compiled.problem}`);
  return compiled.test;
}

// Klaviyo's "contains" on a list looks for an item that is exactly the text (Help Center, "Segment conditions reference").
function textOrList(value: Value) {
  return textOf(value) ?? listOf(value);
}

function containsPart(part: string) {
  return (found: NonNullable<ReturnType<typeof textOrList>>): boolean =>
    typeof found === "string" ? found.includes(part) : hasItem(found, part);
}

// Regular expressions run on RE2, whose time grows linearly with the value. Users write them, and JavaScript's engine can take
// years on a short value. https://github.com/google/re2/wiki/Syntax

/** Finds a regular expression anywhere in a text. */
type RegexTest = (text: string) => boolean;

/** Compiles a regular expression, or returns the problem: RE2 has no look-around and no back references. */
function compileRegex(pattern: string): { readonly test: RegexTest } | { readonly problem: string } {
  try {
    const regex = RE2JS.compile(pattern);
    const size = regex.programSize();
    if (size > MAX_REGEX_SIZE)
      return { problem: `is too large: it compiles to ${size} instructions of at most ${MAX_REGEX_SIZE}. Shorten it.` };
    return { test: (text) => regex.test(text) };
  } catch (error) {
    if (error instanceof RE2JSException) return { problem: `is not valid RE2 syntax: ${error.message}.` };
    throw error;
  }
}
