// Filters of HTML. Nothing is escaped for HTML by itself here, as a payload is JSON; so `safe` changes nothing, line breaks
// become <br> without the rest being escaped, and `escape` escapes each time that it is called. `escapejs`, which authors
// put where Klaviyo left quotes and line breaks as they were, changes nothing either: a value is escaped for JSON by where
// it stands.

import { plainText } from "../rendering/value-text.ts";
import { entry } from "./entry.ts";
import type { Filter, FilterFamily } from "./filter.ts";
import { striptags } from "./striptags.ts";
import { type TextChange, textFilter } from "./text-filter.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

const escaped: TextChange = (text) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** What is an entity already stays one: https://shopify.github.io/liquid/filters/escape_once/ */
const escapeOnce: TextChange = (text) =>
  text.replace(
    /&(?!(?:[a-z]{1,32}|#\d{1,7}|#x[\da-f]{1,6});)|[<>"']/gi,
    (character) => ENTITIES[character] ?? character,
  );

const escapeseq: Filter = (value, _args, call) => {
  if (!Array.isArray(value)) return value;
  return value.map((item) => {
    const text = escaped(plainText(item), [], call);
    call.useOutput(text.length);
    return text;
  });
};

const asItIs: Filter = (value) => value;

const withUnixLines: TextChange = (text) => text.replace(/\r\n?/g, "\n");

const linebreaksbr: TextChange = (text, args, call) => withUnixLines(text, args, call).replaceAll("\n", "<br>");

const linebreaks: TextChange = (text, args, call) => {
  const paragraphs = withUnixLines(text, args, call).split(/\n{2,}/);
  return paragraphs.map((paragraph) => `<p>${paragraph.replaceAll("\n", "<br>")}</p>`).join("\n\n");
};

/** Filters of HTML. */
export const HTML_FILTERS: FilterFamily = {
  escape: entry(textFilter(escaped), "Django"),
  force_escape: entry(textFilter(escaped), "Django"),
  escape_once: entry(textFilter(escapeOnce), "Klaviyo"),
  escapeseq: entry(escapeseq, "Django"),
  escapejs: entry(asItIs, "Django"),
  safe: entry(asItIs, "Django"),
  safeseq: entry(asItIs, "Django"),
  raw: entry(asItIs, "Liquid"),
  linebreaks: entry(textFilter(linebreaks), "Django"),
  linebreaksbr: entry(textFilter(linebreaksbr), "Django"),
  newline_to_br: entry(textFilter(linebreaksbr), "Klaviyo"),
  striptags: entry(textFilter(striptags), "Django"),
  strip_html: entry(textFilter(striptags), "Klaviyo"),
};
