// The names in each glossary.

import { Liquid } from "liquidjs";

/** https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#built-in-filter-reference, and `length_is`, which 5.1 removed. */
export const DJANGO: readonly string[] = [
  ...["add", "addslashes", "capfirst", "center", "cut", "date", "default", "default_if_none", "dictsort"],
  ...["dictsortreversed", "divisibleby", "escape", "escapejs", "escapeseq", "filesizeformat", "first", "floatformat"],
  ...["force_escape", "get_digit", "iriencode", "join", "json_script", "last", "length", "length_is", "linebreaks"],
  ...["linebreaksbr", "linenumbers", "ljust", "lower", "make_list", "phone2numeric", "pluralize", "pprint", "random"],
  ...["rjust", "safe", "safeseq", "slice", "slugify", "stringformat", "striptags", "time", "timesince", "timeuntil"],
  ...["title", "truncatechars", "truncatechars_html", "truncatewords", "truncatewords_html", "unordered_list", "upper"],
  ...["urlencode", "urlize", "urlizetrunc", "wordcount", "wordwrap", "yesno"],
];

/**
 * https://developers.klaviyo.com/en/docs/glossary_of_variable_filters with its aliases,
 * https://help.klaviyo.com/hc/en-us/articles/115005257788 for dates and
 * https://help.klaviyo.com/hc/en-us/articles/4408802648731 for `lookup`.
 */
export const KLAVIYO: readonly string[] = [
  ...["abs", "add", "append", "at_least", "at_most", "base64_decode", "base64_encode", "base64_url_safe_decode"],
  ...["base64_url_safe_encode", "capfirst", "capitalize", "ceil", "compact", "concat", "count", "date"],
  ...["datetime_from_string", "days_later", "default", "dictfilter", "divide", "downcase", "escape", "escape_once"],
  ...["find_replace", "floatadd", "floatformat", "floatsub", "floor", "format_date_string", "gt", "gte", "httpize"],
  ...["httpsize", "join", "length", "linebreaksbr", "list_to_string", "list_where", "lookup", "lower", "lstrip", "lt"],
  ...["lte", "map", "md5_hash", "minus", "missing_image", "missing_product_image", "modulo", "multiply"],
  ...["newline_to_br", "percentize", "pluralize", "plus", "prepend", "remainder", "remove", "remove_first"],
  ...["remove_last", "replace_first", "replace_last", "resplit", "reverse", "round", "round_down", "round_up"],
  ...["rstrip", "safe", "sha_1", "sha_256", "size", "slice", "sort", "sort_natural", "split", "stringformat", "strip"],
  ...["strip_html", "strip_newlines", "striptags", "sum_list", "title", "trim_slash", "truncate", "truncatechars"],
  ...["uniq", "upcase", "upper", "urldecode", "urldecodeplus", "urlencode", "urlencodeplus", "weeks_since", "yesno"],
];

/** https://liquidjs.com/filters/overview.html, for the installed version. */
export const LIQUID: readonly string[] = Object.keys(new Liquid().filters);
