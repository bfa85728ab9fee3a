// Filters that liquidjs implements. They depend only on their input, and neither Klaviyo's glossary nor Django defines
// another meaning. Each receives a text, a number or a list, never an object whose own properties could replace
// methods.

import { Context, type FilterImplOptions, Tokenizer, toValueSync } from "liquidjs";
import { engine } from "../engine.ts";
import { RenderFailure } from "../rendering/render-failure.ts";
import { countable } from "../values/numbers.ts";
import { toList } from "../values/properties.ts";
import { plainText } from "../values/value-text.ts";
import type { Filter, FilterEntry, FilterFamily } from "./filter.ts";

/** The input of a group of filters and the output that they make. */
interface Group<Input> {
  readonly prepare: (value: unknown) => Input;
  /** Characters and items in addition to the result, which is counted afterwards. */
  readonly cost: (input: Input, args: readonly unknown[]) => number;
}

/** Names by their smallest and largest number of arguments. */
type Names = Readonly<Record<string, readonly string[]>>;

const TEXTS: Group<string> = { prepare: textOf, cost: (text, args) => text.length + lengthOf(args) };
/** Texts whose filters are counted by their result alone. */
const FREE_TEXTS: Group<string> = { prepare: textOf, cost: () => 0 };
const REPLACED: Group<string> = { prepare: textOf, cost: (text, args) => replacedLength(text, args) };
const NUMBERS: Group<number> = { prepare: countable, cost: () => 0 };
const LISTS: Group<readonly unknown[]> = { prepare: toList, cost: (list, args) => list.length + args.length };
const WORDS: Group<readonly string[]> = {
  prepare: (value) => toList(value).map((item) => plainText(item)),
  cost: (words, args) => lengthOf(words) + words.length * ", ".length + lengthOf(args),
};

const OF_TEXTS: Names = {
  "0": [
    ...["squish", "strip_newlines", "normalize_whitespace", "xml_escape"],
    ...["base64_decode", "base64_encode", "sha256"],
  ],
  "0-1": ["lstrip", "rstrip", "strip", "number_of_words"],
  "0-2": ["truncate"],
  "1": ["append", "prepend", "remove", "remove_first", "remove_last", "hmac_sha256"],
};
const OF_URLS: Names = { "0": ["url_decode", "cgi_escape", "uri_escape", "url_encode"] };
const OF_REPLACED: Names = { "1-2": ["replace"] };
const OF_NUMBERS: Names = { "0": ["abs", "ceil", "floor"], "1": ["at_least", "at_most"] };
const OF_LISTS: Names = { "0": ["compact", "pop", "reverse", "shift"], "1": ["push", "unshift"] };
const OF_WORDS: Names = { "0-1": ["array_to_sentence_string"] };

/**
 * Filters that Klaviyo's glossary lists as well: https://developers.klaviyo.com/en/docs/glossary_of_variable_filters
 */
const IN_KLAVIYO: ReadonlySet<string> = new Set([
  ...["abs", "append", "at_least", "at_most", "base64_decode", "base64_encode", "ceil", "compact", "floor", "lstrip"],
  ...["prepend", "remove", "remove_first", "remove_last", "reverse", "rstrip", "strip", "strip_newlines", "truncate"],
]);

/** Filters whose output needs no further encoding in a URL. */
const URL_ENCODING: ReadonlySet<string> = new Set(["url_encode", "cgi_escape"]);

type Handler = Extract<FilterImplOptions, (...values: never[]) => unknown>;

/** The context has no variables and no limit: `useOutput` counts the filters together with the dialect's own. */
const context = new Context({}, engine.options, { sync: true });

/** A filter of liquidjs that takes a text. */
export function liquidTextFilter(name: string): Filter {
  return liquidFilter(name, TEXTS);
}

/** liquidjs's `slugify`, which takes a mode: "pretty", "latin", ... */
export const liquidSlugify: Filter = liquidFilter("slugify", FREE_TEXTS);

function liquidFilter<Input>(name: string, { prepare, cost }: Group<Input>): Filter {
  const handler = engine.filters[name];
  const [token] = new Tokenizer(`input | ${name}`, engine.options.operators).readFilteredValue().filters;
  if (typeof handler !== "function" || token === undefined) throw new TypeError(`liquidjs has no filter ${name}`);
  const self: ThisParameterType<Handler> = { context, token, liquid: engine };
  return (value, args, call) => {
    const input = prepare(value);
    const given = args.map(argumentOf);
    call.useOutput(cost(input, given));
    const result = called(name, () => handler.apply(self, [input, ...given]));
    if (typeof result === "string") call.useOutput(result.length);
    return result;
  };
}

function called(name: string, call: () => unknown): unknown {
  try {
    return toValueSync(call());
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new RenderFailure("template-render", `The filter ${name} can't be applied: ${error.message}.`);
  }
}

/** Replaces lone surrogates, which can't be encoded. */
function textOf(value: unknown): string {
  return plainText(value).toWellFormed();
}

function argumentOf(argument: unknown): unknown {
  return typeof argument === "object" && argument !== null ? plainText(argument) : argument;
}

function lengthOf(texts: readonly unknown[]): number {
  return texts.reduce((length: number, text) => length + plainText(text).length, 0);
}

/** The length of a text after every occurrence of a part is replaced. */
function replacedLength(text: string, args: readonly unknown[]): number {
  const [searched, replacement] = [plainText(args[0]), plainText(args[1])];
  return text.length + (text.split(searched).length - 1) * (replacement.length - searched.length);
}

function family<Input>(names: Names, group: Group<Input>): [string, FilterEntry][] {
  return Object.entries(names).flatMap(([counts, filters]) => {
    const [least = 0, most = least] = counts.split("-").map(Number);
    return filters.map((name): [string, FilterEntry] => {
      const filter = liquidFilter(name, group);
      const origin = IN_KLAVIYO.has(name) ? "Klaviyo" : "Liquid";
      return [name, { filter, origin, least, most, ...(URL_ENCODING.has(name) ? { encoding: "url" } : {}) }];
    });
  });
}

/** Filters that liquidjs implements, by name. */
export const LIQUID_FILTERS: FilterFamily = Object.fromEntries([
  ...family(OF_TEXTS, TEXTS),
  ...family(OF_URLS, FREE_TEXTS),
  ...family(OF_REPLACED, REPLACED),
  ...family(OF_NUMBERS, NUMBERS),
  ...family(OF_LISTS, LISTS),
  ...family(OF_WORDS, WORDS),
]);
