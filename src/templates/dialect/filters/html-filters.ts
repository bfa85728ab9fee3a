// Filters for HTML. A payload is JSON, so nothing is escaped for HTML automatically: `safe` has no effect, `linebreaks`
// does not escape the rest of the text, and `escape` escapes at each use. `escapejs` has no effect either. Authors use
// it because Klaviyo leaves quotes and line breaks unescaped; here a value is escaped for JSON by its position.

import { RenderFailure } from "../rendering/render-failure.ts";
import { plainText } from "../values/value-text.ts";
import { entry, type Filter, type FilterFamily, type TextChange, textFilter } from "./filter.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

const escaped: TextChange = (text) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** Keeps existing entities: https://shopify.github.io/liquid/filters/escape_once/ */
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

// `striptags` is Django's (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#striptags). It keeps the text
// between tags, also in scripts, and entities. Each pass reads the text once. Passes repeat until no tag is left,
// because removing tags can form new ones: "<<b>i>".

/** Django's limit. */
const MAX_PASSES = 50;

const striptags: TextChange = (text, _args, call) => {
  let current = text;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    if (!current.includes("<") || !current.includes(">")) return current;
    call.useOutput(current.length);
    const stripped = withoutTags(current);
    if (stripped.length === current.length) return current;
    current = stripped;
  }
  throw new RenderFailure("template-limit-depth", `Tags are nested in tags more than ${MAX_PASSES} deep.`);
};

function withoutTags(text: string): string {
  const lastComment = text.lastIndexOf("-->");
  let [kept, from] = ["", 0];
  for (let open = text.indexOf("<"); open >= 0; open = text.indexOf("<", Math.max(from, open + 1))) {
    const end = endOfTag(text, open, lastComment);
    if (end === undefined) continue;
    if (end > text.length) break;
    kept += text.slice(from, open);
    from = end;
  }
  return kept + text.slice(from);
}

/** The end of the tag, comment or declaration at `open`; undefined without one. */
function endOfTag(text: string, open: number, lastComment: number): number | undefined {
  const next = text.charAt(open + 1);
  if (text.startsWith("<!--", open)) {
    const from = open + "<!--".length;
    return from <= lastComment ? after(text, "-->", from) : undefined;
  }
  // Browsers treat a malformed end tag as a comment.
  if (next === "!" || next === "?" || next === "/") return after(text, ">", open + 1);
  return /[a-z]/i.test(next) ? endOfStartTag(text, open + 1) : undefined;
}

/** A ">" inside quotes after a "=" is part of an attribute. */
function endOfStartTag(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === ">") return at + 1;
    if ((character === '"' || character === "'") && text.charAt(at - 1) === "=") {
      const close = text.indexOf(character, at + 1);
      if (close < 0) return after(text, ">", at + 1);
      at = close;
    }
  }
  return Number.POSITIVE_INFINITY;
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? Number.POSITIVE_INFINITY : at + end.length;
}

/** Filters for HTML, by name. */
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
