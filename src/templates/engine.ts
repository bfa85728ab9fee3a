// The template engine: liquidjs with what is safe of it and our own tags and filters. What may be called is listed, so
// that nothing new comes in with a new version of liquidjs unseen.

import { Liquid } from "liquidjs";
import { date, fixedDate, writtenDate } from "./filters/date.ts";
import { defaultTo } from "./filters/default.ts";
import { json } from "./filters/json.ts";
import { lookup } from "./filters/lookup.ts";
import { title } from "./filters/title.ts";
import { CaptureTag } from "./tags/capture-tag.ts";
import { ForTag } from "./tags/for-tag.ts";
import { RawTag } from "./tags/raw-tag.ts";
import { TodayTag } from "./tags/today-tag.ts";

/** liquidjs's own tags that stay. Files, HTML tables and counters do not: see parsing/refused-names.ts. */
const LIQUID_TAGS = ["assign", "break", "case", "comment", "continue", "cycle", "echo", "if", "liquid", "unless", "#"];

/** liquidjs's own filters that stay: those that make a value of a value and of nothing else. */
const LIQUID_FILTERS = [
  ...["abs", "at_least", "at_most", "ceil", "divided_by", "floor", "minus", "modulo", "plus", "round", "times"],
  ...["append", "capitalize", "downcase", "lstrip", "prepend", "remove", "remove_first", "remove_last", "replace"],
  ...["replace_first", "replace_last", "rstrip", "split", "squish", "strip", "strip_newlines", "truncate"],
  ...["truncatewords", "upcase", "normalize_whitespace", "number_of_words", "array_to_sentence_string", "slugify"],
  ...["compact", "concat", "find", "find_index", "first", "group_by", "has", "join", "last", "map", "pop", "push"],
  ...["reject", "reverse", "shift", "size", "slice", "sort", "sort_natural", "sum", "uniq", "unshift", "where"],
  ...["escape", "escape_once", "newline_to_br", "strip_html", "xml_escape"],
  ...["cgi_escape", "uri_escape", "url_decode", "url_encode", "base64_decode", "base64_encode"],
  ...["hmac_sha256", "sha256", "to_integer"],
];

function makeEngine(): Liquid {
  // Unknown filters are found by TemplateCheck, which reports all of them with their places, so liquidjs need not stop
  // at the first.
  const engine = new Liquid({ ownPropertyOnly: true, strictFilters: false });
  for (const name of Object.keys(engine.tags)) if (!LIQUID_TAGS.includes(name)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) if (!LIQUID_FILTERS.includes(name)) engine.unregisterFilter(name);
  engine.registerTag("for", ForTag);
  engine.registerTag("capture", CaptureTag);
  engine.registerTag("raw", RawTag);
  engine.registerTag("today", TodayTag);
  engine.registerFilter("lookup", lookup);
  engine.registerFilter("default", defaultTo);
  engine.registerFilter("title", title);
  engine.registerFilter("date", date);
  engine.registerFilter("date_to_xmlschema", fixedDate("%Y-%m-%dT%H:%M:%S%:z"));
  engine.registerFilter("date_to_rfc822", fixedDate("%a, %d %b %Y %H:%M:%S %z"));
  engine.registerFilter("date_to_string", writtenDate("%b"));
  engine.registerFilter("date_to_long_string", writtenDate("%B"));
  for (const name of ["json", "jsonify", "inspect"]) engine.registerFilter(name, json);
  // Nothing is escaped for HTML, which `raw` is there to prevent.
  engine.registerFilter("raw", (value: unknown) => value);
  return engine;
}

/** The one engine: it keeps nothing between two renderings. */
export const engine: Liquid = makeEngine();

/** The names of all filters. */
export const FILTER_NAMES: readonly string[] = Object.keys(engine.filters);
