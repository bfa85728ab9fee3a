// Django's filters of texts, by https://docs.djangoproject.com/en/5.2/ref/templates/builtins/. Where Django fails on an
// argument that is no number, the text stays as it is.

import { plainText } from "../rendering/value-text.ts";
import { characterCount, characters } from "./code-points.ts";
import type { Filter, FilterEntry, FilterFamily, WrittenArgument } from "./filter.ts";
import { liquidSlugify } from "./liquid-filters.ts";
import { toInteger } from "./numbers.ts";
import { type TextChange, textFilter, words } from "./text-filter.ts";
import { wordwrap } from "./wordwrap.ts";

const addslashes: TextChange = (text) => text.replace(/[\\"']/g, "\\$&");

const cut: TextChange = (text, [part]) => {
  const removed = plainText(part);
  return removed === "" ? text : text.replaceAll(removed, "");
};

/** Fills a text up with spaces to a width; `before` tells how many of them go before it. */
function filled(before: (missing: number, width: number) => number): TextChange {
  return (text, [width], call) => {
    const wanted = toInteger(width) ?? 0;
    const missing = wanted - characterCount(text);
    if (missing <= 0) return text;
    call.useOutput(missing);
    const left = before(missing, wanted);
    return " ".repeat(left) + text + " ".repeat(missing - left);
  };
}

/** Python puts the odd space before the text when the width is odd, and behind it when it is even. */
const center = filled((missing, width) => Math.floor(missing / 2) + (missing & width & 1));
const ljust = filled(() => 0);
const rjust = filled((missing) => missing);

/** Lines with their numbers before them, all as wide as the last. */
const linenumbers: TextChange = (text, _args, call) => {
  const lines = text.split("\n");
  const width = String(lines.length).length;
  call.useOutput(lines.length * width);
  return lines.map((line, index) => `${String(index + 1).padStart(width, "0")}. ${line}`).join("\n");
};

/** ASCII letters, digits and underscores in small letters, with hyphens for spaces. */
const slugify: TextChange = (text) => {
  const ascii = text
    .normalize("NFKD")
    .replace(/[^\0-\x7f]+/g, "")
    .toLowerCase();
  return trimmed(ascii.replace(/[^\w\s-]+/g, "").replace(/[-\s]+/g, "-"), "-_");
};

const slugifyPlainly = textFilter(slugify);

/** A text without these characters at its ends. A pattern for it takes time that grows with the square of a run. */
function trimmed(text: string, ends: string): string {
  let [start, end] = [0, text.length];
  while (start < end && ends.includes(text.charAt(start))) start++;
  while (end > start && ends.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

const KEYS = ["abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"];

/** Letters as the digits of a telephone's keys. */
const phone2numeric: TextChange = (text) =>
  text.toLowerCase().replace(/[a-z]/g, (letter) => String(KEYS.findIndex((key) => key.includes(letter)) + 2));

const wordcount: Filter = (value, _args, call) => {
  const text = plainText(value);
  call.useOutput(text.length);
  return words(text).length;
};

/** The characters of a text; a list stays one. */
const makeList: Filter = (value, _args, call) => {
  const list = Array.isArray(value) ? value : characters(plainText(value));
  call.useOutput(list.length);
  return list;
};

function widthProblem([width]: readonly WrittenArgument[]): string | undefined {
  if (width === undefined || toInteger(width.value) !== undefined) return undefined;
  return "A width is a whole number: center:20.";
}

function cutProblem([part]: readonly WrittenArgument[]): string | undefined {
  return part?.value === "" ? "cut takes the text that is to go: cut:' '." : undefined;
}

const text = (change: TextChange): FilterEntry => ({ filter: textFilter(change), origin: "Django", least: 0, most: 0 });
const width = (change: TextChange): FilterEntry => {
  return { filter: textFilter(change), origin: "Django", least: 1, most: 1, check: widthProblem };
};

/** Filters of texts. */
export const TEXT_FILTERS: FilterFamily = {
  addslashes: text(addslashes),
  linenumbers: text(linenumbers),
  phone2numeric: text(phone2numeric),
  slugify: {
    filter: (value, args, call) => (args.length === 0 ? slugifyPlainly : liquidSlugify)(value, args, call),
    origin: "Django",
    least: 0,
    most: 2,
  },
  cut: { filter: textFilter(cut), origin: "Django", least: 1, most: 1, check: cutProblem },
  center: width(center),
  ljust: width(ljust),
  rjust: width(rjust),
  wordwrap: width(wordwrap),
  wordcount: { filter: wordcount, origin: "Django", least: 0, most: 0 },
  make_list: { filter: makeList, origin: "Django", least: 0, most: 0 },
};
