import { describe, expect, test } from "vitest";
import { FILTERS, LEFT_OUT_FILTERS } from "#templates/dialect/filters/registry.ts";
import { DJANGO, KLAVIYO, LIQUID } from "./glossaries.ts";

describe.each([
  ["Django's", DJANGO],
  ["Klaviyo's", KLAVIYO],
  ["Liquid's", LIQUID],
])("of %s filters", (_whose, names) => {
  test.each(names)("%s exists or is left out with a reason", (name) => {
    expect([FILTERS.has(name), LEFT_OUT_FILTERS.has(name)]).toContain(true);
    expect([FILTERS.has(name), LEFT_OUT_FILTERS.has(name)]).toContain(false);
  });

  test("each name is listed once", () => {
    expect(new Set(names).size).toBe(names.length);
  });
});

test.each([...FILTERS])("%s has the meaning of the glossary that lists it", (name, { origin }) => {
  const glossary = DJANGO.includes(name) ? "Django" : KLAVIYO.includes(name) ? "Klaviyo" : "Liquid";
  expect(origin).toBe(glossary);
});

test("every filter that is left out is in a glossary", () => {
  const names = [...DJANGO, ...KLAVIYO, ...LIQUID];
  expect([...LEFT_OUT_FILTERS.keys()].filter((name) => !names.includes(name))).toEqual([]);
});

/** Smallest and largest number of arguments in the glossaries. */
const ARITIES: Readonly<Record<string, readonly string[]>> = {
  "0": [
    ...["abs", "addslashes", "base64_decode", "base64_encode", "base64_url_safe_decode", "base64_url_safe_encode"],
    ...["capfirst", "capitalize", "ceil", "cgi_escape", "compact", "count", "date_to_rfc822", "date_to_xmlschema"],
    ...[
      "datetime_from_string",
      "downcase",
      "escape",
      "escape_once",
      "escapejs",
      "escapeseq",
      "filesizeformat",
      "first",
    ],
    ...["floor", "force_escape", "format_date_string", "httpize", "httpsize", "iriencode", "last", "length"],
    ...["linebreaks", "linebreaksbr", "linenumbers", "list_to_string", "lower", "make_list", "md5_hash"],
    ...["newline_to_br", "normalize_whitespace", "phone2numeric", "pop", "raw", "reverse", "safe", "safeseq", "sha256"],
    ...[
      "sha_1",
      "sha_256",
      "shift",
      "size",
      "squish",
      "strip_html",
      "strip_newlines",
      "striptags",
      "sum_list",
      "title",
    ],
    ...["to_integer", "trim_slash", "upcase", "upper", "uri_escape", "url_decode", "url_encode", "urldecode"],
    ...["urldecodeplus", "urlencodeplus", "wordcount", "xml_escape"],
  ],
  "0-1": [
    ...["array_to_sentence_string", "floatformat", "inspect", "join", "json", "jsonify", "lstrip", "number_of_words"],
    ...["percentize", "pluralize", "round", "round_down", "round_up", "rstrip", "sort", "sort_natural", "strip", "sum"],
    ...["timesince", "timeuntil", "uniq", "urlencode", "weeks_since", "yesno"],
  ],
  "0-2": ["date", "date_to_long_string", "date_to_string", "slugify", "time", "truncate", "truncatewords"],
  "1": [
    ...["add", "append", "at_least", "at_most", "center", "concat", "cut", "days_later", "default", "default_if_none"],
    ...["dictfilter", "dictsort", "dictsortreversed", "divide", "divisibleby", "floatadd", "floatsub", "get_digit"],
    ...["group_by", "gt", "gte", "hmac_sha256", "length_is", "list_where", "ljust", "lookup", "lt", "lte", "map"],
    ...["minus", "modulo", "multiply", "plus", "prepend", "push", "remainder", "remove", "remove_first", "remove_last"],
    ...["resplit", "rjust", "split", "stringformat", "times", "truncatechars", "unshift", "wordwrap"],
  ],
  "1-2": [
    ...["divided_by", "find", "find_index", "find_replace", "has", "reject", "replace", "replace_first"],
    ...["replace_last", "slice", "where"],
  ],
};

test("filters take as many arguments as in their glossaries", () => {
  const taken = Object.groupBy(FILTERS.keys(), (name) => {
    const { least = 0, most = 0 } = FILTERS.get(name) ?? {};
    return least === most ? `${least}` : `${least}-${most}`;
  });
  const sorted = Object.entries(taken).map(([counts, names = []]) => [counts, names.sort()]);
  expect(Object.fromEntries(sorted)).toEqual(ARITIES);
});
