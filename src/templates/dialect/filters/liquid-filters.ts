// Liquid's filters that come from liquidjs: those that make a value of a value and of nothing else, and that neither
// Klaviyo's glossary nor Django means something different by. They see texts, numbers or lists, whichever they are made for,
// never an object whose own properties could stand in for its methods.

import { type FilterImplOptions, Liquid, toValueSync } from "liquidjs";
import { RenderFailure } from "../rendering/render-failure.ts";
import { plainText } from "../rendering/value-text.ts";
import type { Filter, FilterCall, FilterEntry, FilterFamily } from "./filter.ts";
import { toList } from "./items.ts";
import { countable } from "./numbers.ts";

type Prepare = (value: unknown) => unknown;
/** Names by their fewest and most arguments. */
type Names = Readonly<Record<string, readonly string[]>>;

const OF_TEXTS: Names = {
  "0": [
    ...[
      "squish",
      "strip_newlines",
      "normalize_whitespace",
      "xml_escape",
      "url_decode",
      "base64_decode",
      "base64_encode",
    ],
    ...["sha256", "cgi_escape", "uri_escape", "url_encode"],
  ],
  "0-1": ["lstrip", "rstrip", "strip", "number_of_words"],
  "0-2": ["truncate"],
  "1": ["append", "prepend", "remove", "remove_first", "remove_last", "hmac_sha256"],
  "1-2": ["replace"],
};
const OF_NUMBERS: Names = { "0": ["abs", "ceil", "floor"], "1": ["at_least", "at_most"] };
const OF_LISTS: Names = { "0": ["compact", "pop", "reverse", "shift"], "1": ["push", "unshift"] };
const OF_WORDS: Names = { "0-1": ["array_to_sentence_string"] };

/** Those whose glossary has Klaviyo's as well: https://developers.klaviyo.com/en/docs/glossary_of_variable_filters */
const IN_KLAVIYO: ReadonlySet<string> = new Set([
  ...["abs", "append", "at_least", "at_most", "base64_decode", "base64_encode", "ceil", "compact", "floor", "lstrip"],
  ...["prepend", "remove", "remove_first", "remove_last", "reverse", "rstrip", "strip", "strip_newlines", "truncate"],
]);

/** Those after which a URL has nothing left to encode. */
const URL_ENCODING: ReadonlySet<string> = new Set(["url_encode", "cgi_escape"]);

type Handler = Extract<FilterImplOptions, (...values: never[]) => unknown>;

const engine = new Liquid();
/** The call that is under way: filters are called one after the other, never one inside another. */
let current: FilterCall | undefined;
const limiter = { use: (count: number) => current?.useOutput(count), check: () => {} };
// Of a context, these filters ask nothing but the limiter.
const self = { context: { memoryLimit: limiter }, liquid: engine } as unknown as ThisParameterType<Handler>;

/** A filter of liquidjs's. */
export function liquidFilter(name: string, prepare: Prepare = textOf): Filter {
  const handler = engine.filters[name];
  if (typeof handler !== "function") throw new TypeError(`liquidjs has no filter ${name}`);
  return (value, args, call) => {
    current = call;
    try {
      const result: unknown = toValueSync(handler.apply(self, [prepare(value), ...args.map(argumentOf)]));
      if (typeof result === "string") call.useOutput(result.length);
      return result;
    } catch (error) {
      throw failureOf(name, error);
    }
  };
}

/** Half of a surrogate pair has no code to be encoded by. */
function textOf(value: unknown): string {
  return plainText(value).toWellFormed();
}

function argumentOf(argument: unknown): unknown {
  return typeof argument === "object" && argument !== null ? plainText(argument) : argument;
}

function failureOf(name: string, error: unknown): unknown {
  if (error instanceof RenderFailure || !(error instanceof Error)) return error;
  return new RenderFailure("template-render", `The filter ${name} can't be applied: ${error.message}.`);
}

function family(names: Names, prepare: Prepare): [string, FilterEntry][] {
  return Object.entries(names).flatMap(([counts, group]) => {
    const [least = 0, most = least] = counts.split("-").map(Number);
    return group.map((name): [string, FilterEntry] => {
      const filter = liquidFilter(name, prepare);
      const entry = { filter, origin: IN_KLAVIYO.has(name) ? "Klaviyo" : "Liquid", least, most } as const;
      return [name, URL_ENCODING.has(name) ? { ...entry, encoding: "url" } : entry];
    });
  });
}

/** Filters of liquidjs. */
export const LIQUID_FILTERS: FilterFamily = Object.fromEntries([
  ...family(OF_TEXTS, textOf),
  ...family(OF_NUMBERS, countable),
  ...family(OF_LISTS, toList),
  ...family(OF_WORDS, (value) => toList(value).map((item) => plainText(item))),
]);
