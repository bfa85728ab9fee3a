// Filters of texts (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/). Where Django fails because an
// argument is not a number, the text stays unchanged.

import { RenderFailure } from "../rendering/render-failure.ts";
import { characters } from "../values/code-points.ts";
import { plainText } from "../values/value-text.ts";
import {
  type Filter,
  type FilterEntry,
  type FilterFamily,
  type TextChange,
  textFilter,
  type WrittenArgument,
  words,
} from "./filter.ts";
import { liquidSlugify } from "./liquid-filters.ts";

/**
 * Capitalizes each word: "they're bill's FRIENDS" becomes "They're Bill's Friends". As in Django
 * (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#title), a letter stays lower-case after a digit ("1ST"
 * becomes "1st") and after an apostrophe that follows a lower-case letter ("They're", but "O'Neil").
 */
const title: TextChange = (text) =>
  text.replace(/\p{L}[\p{L}\p{M}]*/gu, capitalized).replace(/[a-z]'[A-Z]|\p{Nd}[A-Z]/gu, (pair) => pair.toLowerCase());

function capitalized(word: string): string {
  const [first = ""] = word;
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}

// `capitalize` leaves the letters after the first one unchanged, as in Klaviyo's glossary; Liquid's makes them
// lower-case.

const upper: TextChange = (text) => text.toUpperCase();
const lower: TextChange = (text) => text.toLowerCase();

const capfirst: TextChange = (text) => {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
};

const caseEntry = (change: TextChange, origin: FilterEntry["origin"]): FilterEntry => {
  return { filter: textFilter(change), origin, least: 0, most: 0 };
};

/** `lower` turns Python's True into JSON's true. */
const isTruth = (text: string) => text === "true" || text === "false";

// Klaviyo's filters that replace take both texts in one argument, separated by a bar: `find_replace:",|-"`
// (https://developers.klaviyo.com/en/docs/glossary_of_variable_filters). Liquid's take two arguments.

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
    const [searched, replacement] =
      args.length > 1 ? args.map((argument) => plainText(argument)) : searchedAndReplacement(args[0]);
    if (searched === undefined || replacement === undefined || searched === "") return text;
    call.useOutput(mostLength(text, searched, replacement, replace));
    return replace(text, searched, replacement);
  };
}

function mostLength(text: string, searched: string, replacement: string, replace: Replace): number {
  if (replace !== replaceAll) return text.length + replacement.length;
  return text.length + (text.split(searched).length - 1) * replacement.length;
}

function searchedAndReplacement(argument: unknown): readonly string[] {
  const [searched = "", ...rest] = plainText(argument).split("|");
  if (rest.length === 1) return [searched, ...rest];
  throw new RenderFailure("template-render", NO_PAIR);
}

const NO_PAIR = "This filter takes two texts separated by one bar: find_replace:'old|new'.";

function pairProblem([first, ...more]: readonly WrittenArgument[]): string | undefined {
  if (more.length > 0 || first === undefined) return undefined;
  return plainText(first.value).split("|").length === 2 ? undefined : NO_PAIR;
}

const replaceEntry = (replace: Replace): FilterEntry => {
  return { filter: textFilter(replacing(replace)), origin: "Klaviyo", least: 1, most: 2, check: pairProblem };
};

const addslashes: TextChange = (text) => text.replace(/[\\"']/g, "\\$&");

const cut: TextChange = (text, [part]) => {
  const removed = plainText(part);
  return removed === "" ? text : text.replaceAll(removed, "");
};

/** Numbers the lines, all with the width of the last number. */
const linenumbers: TextChange = (text, _args, call) => {
  const lines = text.split("\n");
  const width = String(lines.length).length;
  call.useOutput(lines.length * width);
  return lines.map((line, index) => `${String(index + 1).padStart(width, "0")}. ${line}`).join("\n");
};

/** Lower-case ASCII letters, digits and underscores, with hyphens for spaces. */
const slugify: TextChange = (text) => {
  const ascii = text
    .normalize("NFKD")
    .replace(/[^\0-\x7f]+/g, "")
    .toLowerCase();
  return trimmed(ascii.replace(/[^\w\s-]+/g, "").replace(/[-\s]+/g, "-"), "-_");
};

const slugifyPlainly = textFilter(slugify);

/** Removes characters from both ends. A pattern would take time that grows with the square of their number. */
function trimmed(text: string, ends: string): string {
  let [start, end] = [0, text.length];
  while (start < end && ends.includes(text.charAt(start))) start++;
  while (end > start && ends.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

const KEYS = ["abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"];

/** Replaces letters with the digits of a telephone's keys. */
const phone2numeric: TextChange = (text) =>
  text.toLowerCase().replace(/[a-z]/g, (letter) => String(KEYS.findIndex((key) => key.includes(letter)) + 2));

const wordcount: Filter = (value, _args, call) => {
  const text = plainText(value);
  call.useOutput(text.length);
  return words(text).length;
};

/** The characters of a text; a list stays the same. */
const makeList: Filter = (value, _args, call) => {
  const list = Array.isArray(value) ? value : characters(plainText(value));
  call.useOutput(list.length);
  return list;
};

function cutProblem([part]: readonly WrittenArgument[]): string | undefined {
  return part?.value === "" ? "cut takes the text to remove: cut:' '." : undefined;
}

const text = (change: TextChange): FilterEntry => ({ filter: textFilter(change), origin: "Django", least: 0, most: 0 });
/** Filters of texts, by name. */
export const TEXT_FILTERS: FilterFamily = {
  upper: caseEntry(upper, "Django"),
  upcase: caseEntry(upper, "Klaviyo"),
  lower: { ...caseEntry(lower, "Django"), spells: isTruth },
  downcase: { ...caseEntry(lower, "Klaviyo"), spells: isTruth },
  title: caseEntry(title, "Django"),
  capfirst: caseEntry(capfirst, "Django"),
  capitalize: caseEntry(capfirst, "Klaviyo"),
  find_replace: replaceEntry(replaceAll),
  replace_first: replaceEntry(replaceFirst),
  replace_last: replaceEntry(replaceLast),
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
  wordcount: { filter: wordcount, origin: "Django", least: 0, most: 0 },
  make_list: { filter: makeList, origin: "Django", least: 0, most: 0 },
};
