// Liquid's filters, as liquidjs has them. They are called with a context of liquidjs's own that holds no variables, so all
// that they can reach is their arguments.

import { Context, Drop, type FilterImplOptions, Liquid, toValueSync } from "liquidjs";
import type { Filter, FilterCall, FilterEntry, FilterFamily } from "./filter.ts";

/** The names that stay, by their fewest and most arguments: those that make a value of a value and of nothing else. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "0": [
    ...["abs", "ceil", "floor", "capitalize", "downcase", "squish", "strip_newlines", "upcase", "normalize_whitespace"],
    ...["compact", "first", "last", "pop", "reverse", "shift", "size", "uniq", "escape", "escape_once"],
    ...["newline_to_br", "strip_html", "xml_escape", "cgi_escape", "uri_escape", "url_decode", "url_encode"],
    ...["base64_decode", "base64_encode", "sha256", "to_integer"],
  ],
  "0-1": [
    ...["round", "lstrip", "rstrip", "strip", "number_of_words", "array_to_sentence_string", "join"],
    ...["sort", "sort_natural", "sum"],
  ],
  "0-2": ["truncate", "truncatewords", "slugify"],
  "1": [
    ...["at_least", "at_most", "minus", "modulo", "plus", "times", "append", "prepend", "remove", "remove_first"],
    ...["remove_last", "split", "concat", "group_by", "map", "push", "unshift", "hmac_sha256"],
  ],
  "1-2": ["divided_by", "replace", "find", "find_index", "has", "reject", "slice", "where"],
  "2": ["replace_first", "replace_last"],
};

/** Those after which a URL has nothing left to encode. */
const URL_ENCODING = ["url_encode", "cgi_escape"];

type Handler = Extract<FilterImplOptions, (...values: never[]) => unknown>;

/** Own properties alone, and none of liquidjs's own objects (`nil`, `empty`), whose methods it would let through. */
class FilterContext extends Context {
  override spawn(variables: object = {}): FilterContext {
    return new FilterContext(variables, this.opts, { sync: true }, { memoryLimit: this.memoryLimit });
  }

  override readProperty(object: object, key: Parameters<Context["readProperty"]>[1]): unknown {
    return object instanceof Drop ? undefined : super.readProperty(object, key);
  }
}

const engine = new Liquid({ ownPropertyOnly: true });
/** The call that is under way: filters are called one after the other, never one inside another. */
let current: FilterCall | undefined;
const memoryLimit = { use: (count: number) => current?.useOutput(count), check: () => {} };
const context = new FilterContext(
  {},
  engine.options,
  { sync: true },
  {
    // liquidjs declares its limiter as a class with private fields, but calls only the two methods that this one has.
    memoryLimit: memoryLimit as unknown as Context["memoryLimit"],
  },
);

function liquidFilter(handler: Handler): Filter {
  const self = { context, liquid: engine } as ThisParameterType<Handler>;
  return (value, args, call) => {
    current = call;
    return toValueSync(handler.apply(self, [value, ...args]));
  };
}

function liquidEntry(name: string, least: number, most: number): FilterEntry {
  const handler = engine.filters[name];
  if (typeof handler !== "function") throw new TypeError(`liquidjs has no filter ${name}`);
  const entry = { filter: liquidFilter(handler), origin: "Liquid", least, most } as const;
  return URL_ENCODING.includes(name) ? { ...entry, encoding: "url" } : entry;
}

/** Filters of liquidjs. */
export const LIQUID_FILTERS: FilterFamily = Object.fromEntries(
  Object.entries(NAMES).flatMap(([counts, names]) => {
    const [least = 0, most = least] = counts.split("-").map(Number);
    return names.map((name) => [name, liquidEntry(name, least, most)]);
  }),
);
