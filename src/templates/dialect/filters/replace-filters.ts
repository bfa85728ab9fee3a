// Filters that replace. Klaviyo's take what is looked for and what stands for it in one argument, with a bar between:
// `find_replace:",|-"` (https://developers.klaviyo.com/en/docs/glossary_of_variable_filters); Liquid's take two.

import { RenderFailure } from "../rendering/render-failure.ts";
import { plainText } from "../rendering/value-text.ts";
import type { FilterEntry, FilterFamily, WrittenArgument } from "./filter.ts";
import { type TextChange, textFilter } from "./text-filter.ts";

type Replace = (text: string, searched: string, replacement: string) => string;

const replaceAll: Replace = (text, searched, replacement) => text.split(searched).join(replacement);

const replaceFirst: Replace = (text, searched, replacement) =>
  replacedAt(text, text.indexOf(searched), searched, replacement);

const replaceLast: Replace = (text, searched, replacement) =>
  replacedAt(text, text.lastIndexOf(searched), searched, replacement);

function replacedAt(text: string, at: number, searched: string, replacement: string): string {
  return at < 0 ? text : text.slice(0, at) + replacement + text.slice(at + searched.length);
}

function replacing(replace: Replace): TextChange {
  return (text, args, call) => {
    const [searched, replacement] = args.length > 1 ? args.map((argument) => plainText(argument)) : parts(args[0]);
    if (searched === undefined || replacement === undefined || searched === "") return text;
    call.useOutput(mostLength(text, searched, replacement, replace));
    return replace(text, searched, replacement);
  };
}

function mostLength(text: string, searched: string, replacement: string, replace: Replace): number {
  if (replace !== replaceAll) return text.length + replacement.length;
  return text.length + (text.split(searched).length - 1) * replacement.length;
}

function parts(argument: unknown): readonly string[] {
  const [searched = "", ...rest] = plainText(argument).split("|");
  if (rest.length === 1) return [searched, ...rest];
  throw new RenderFailure("template-render", NO_PAIR);
}

const NO_PAIR = "find_replace and its like take two texts with one bar between: find_replace:'old|new'.";

function pairProblem([first, ...more]: readonly WrittenArgument[]): string | undefined {
  if (more.length > 0 || first === undefined) return undefined;
  return plainText(first.value).split("|").length === 2 ? undefined : NO_PAIR;
}

const entry = (replace: Replace): FilterEntry => {
  return { filter: textFilter(replacing(replace)), origin: "Klaviyo", least: 1, most: 2, check: pairProblem };
};

/** Filters that replace. */
export const REPLACE_FILTERS: FilterFamily = {
  find_replace: entry(replaceAll),
  replace_first: entry(replaceFirst),
  replace_last: entry(replaceLast),
};
