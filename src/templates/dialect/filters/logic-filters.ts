// Filters that choose between values, by https://docs.djangoproject.com/en/5.2/ref/templates/builtins/. Django tells a
// variable that is not there from one that is None, so that `default_if_none` would leave the first one empty; JSON's
// senders do not, and here they are one and the same.

import { plainText } from "../rendering/value-text.ts";
import { isTrue } from "../values/truth.ts";
import type { Filter, FilterFamily, WrittenArgument } from "./filter.ts";

/**
 * The value, or the fallback for what Python takes for false: absent, null, false, 0, an empty text, list or object.
 * Liquid's `default` keeps 0; with its `allow_false: true` a false stays false here as well.
 */
const defaultTo: Filter = (value, [fallback], { keywords }) => {
  if (value === false && keywords["allow_false"] === true) return false;
  return isTrue(value) ? value : fallback;
};

const defaultIfNone: Filter = (value, [fallback]) => value ?? fallback;

const yesno: Filter = (value, [words = "yes,no,maybe"]) => {
  const [yes, no, ...more] = plainText(words).split(",");
  if (no === undefined) return value;
  const maybe = more.length === 1 ? more[0] : no;
  if (value === undefined || value === null) return maybe;
  return isTrue(value) ? yes : no;
};

function yesnoProblem([words]: readonly WrittenArgument[]): string | undefined {
  const count = words === undefined ? 2 : plainText(words.value).split(",").length;
  if (count === 2 || count === 3) return undefined;
  return "yesno takes two or three words with commas between: yesno:'yes,no' or yesno:'yes,no,unknown'.";
}

function isFallback(text: string, [fallback]: readonly WrittenArgument[]): boolean {
  return fallback?.value === text;
}

function isWord(text: string, [words]: readonly WrittenArgument[]): boolean {
  return words !== undefined && plainText(words.value).split(",").includes(text);
}

const entry = { origin: "Django", replacesAbsent: true } as const;
const fallback = { ...entry, least: 1, most: 1, spells: isFallback };

/** Filters that choose between values. */
export const LOGIC_FILTERS: FilterFamily = {
  default: { filter: defaultTo, ...fallback, keywords: ["allow_false"] },
  default_if_none: { filter: defaultIfNone, ...fallback },
  yesno: { filter: yesno, ...entry, least: 0, most: 1, check: yesnoProblem, spells: isWord },
};
