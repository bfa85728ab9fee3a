// Filters that fit a text into a length or a width. `truncatewords` with one argument is Django's: it collapses white
// space and appends " …". With two arguments or no argument it is Liquid's: it appends the ending directly to the last
// word, and keeps 15 words by default.

import { characterCount } from "../values/code-points.ts";
import { toInteger } from "../values/numbers.ts";
import { plainText } from "../values/value-text.ts";
import {
  type FilterEntry,
  type FilterFamily,
  type TextChange,
  textFilter,
  type WrittenArgument,
  words,
} from "./filter.ts";

const ELLIPSIS = "…";
/** Combining marks do not count, because they are shown on the character before them. */
const MARK = /^\p{M}$/u;
/** https://shopify.github.io/liquid/filters/truncatewords/ */
const LIQUID = { words: 15, ending: "..." };

/** Keeps at most a number of characters; the last one is an ellipsis if the text is cut. */
const truncatechars: TextChange = (text, [argument]) => {
  const most = toInteger(argument);
  if (most === undefined) return text;
  if (most <= 0) return "";
  const composed = text.normalize("NFC");
  let [count, offset, end] = [0, 0, 0];
  for (const character of composed) {
    if (!MARK.test(character) && ++count === most) end = offset;
    if (count > most) return composed.slice(0, end) + ELLIPSIS;
    offset += character.length;
  }
  return composed;
};

const truncatewords: TextChange = (text, args, call) => {
  const [count = LIQUID.words, ending = args.length === 1 ? ` ${ELLIPSIS}` : LIQUID.ending] = args;
  const [most, last] = [toInteger(count), plainText(ending)];
  if (most === undefined) return text;
  if (most <= 0 && args.length === 1) return "";
  const all = words(text);
  const kept = all.slice(0, Math.max(most, 1)).join(" ");
  call.useOutput(last.length);
  if (all.length <= Math.max(most, 1)) return args.length === 1 ? kept : text;
  return args.length === 1 && kept.endsWith(last) ? kept : kept + last;
};

function countProblem([count]: readonly WrittenArgument[]): string | undefined {
  if (count === undefined || toInteger(count.value) !== undefined) return undefined;
  return "The length must be a whole number: truncatechars:20, truncatewords:5.";
}

// `wordwrap` is Django's (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#wordwrap). It keeps line breaks
// and words that are longer than a line, and drops the spaces at a new break.

/** Tab stops, as in Python's textwrap. */
const TAB = 8;

/** The line breaks of Python's `splitlines`, without separators that keyboards lack. */
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

const wordwrap: TextChange = (text, [argument]) => {
  const width = toInteger(argument) ?? 0;
  if (width <= 0) return text;
  const lines = text.split(LINE_BREAK);
  return lines.map((line) => wrapped(expanded(line), width) || line).join("\n");
};

function wrapped(line: string, width: number): string {
  const lines: string[] = [];
  let current: string[] = [];
  let length = 0;
  const close = () => {
    const text = withoutLastSpace(current);
    if (text !== "") lines.push(text);
    [current, length] = [[], 0];
  };
  for (const chunk of line.split(/([\t-\r ]+)/).filter((part) => part !== "")) {
    const size = characterCount(chunk);
    if (length + size > width && current.length > 0) close();
    // The first line keeps its leading spaces.
    if (isSpace(chunk) && current.length === 0 && lines.length > 0) continue;
    current.push(chunk);
    length += size;
  }
  close();
  return lines.join("\n");
}

function withoutLastSpace(chunks: readonly string[]): string {
  return (isSpace(chunks.at(-1) ?? "") ? chunks.slice(0, -1) : chunks).join("");
}

function isSpace(chunk: string): boolean {
  return chunk.trim() === "" && chunk !== "";
}

function expanded(line: string): string {
  if (!line.includes("\t")) return line;
  let [text, column] = ["", 0];
  for (const part of line.split(/(\t)/)) {
    const shown = part === "\t" ? " ".repeat(TAB - (column % TAB)) : part;
    text += shown;
    column += characterCount(shown);
  }
  return text;
}

/** Pads a text with spaces to a width; `before` returns how many of them precede it. */
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

/** Python puts the odd space before the text if the width is odd, and after it if the width is even. */
const center = filled((missing, width) => Math.floor(missing / 2) + (missing & width & 1));
const ljust = filled(() => 0);
const rjust = filled((missing) => missing);

function widthProblem([width]: readonly WrittenArgument[]): string | undefined {
  if (width === undefined || toInteger(width.value) !== undefined) return undefined;
  return "The width must be a whole number: center:20.";
}

const width = (change: TextChange): FilterEntry => {
  return { filter: textFilter(change), origin: "Django", least: 1, most: 1, check: widthProblem };
};

/** Filters that fit a text into a length or a width, by name. */
export const WIDTH_FILTERS: FilterFamily = {
  truncatechars: { filter: textFilter(truncatechars), origin: "Django", least: 1, most: 1, check: countProblem },
  truncatewords: { filter: textFilter(truncatewords), origin: "Django", least: 0, most: 2, check: countProblem },
  wordwrap: width(wordwrap),
  center: width(center),
  ljust: width(ljust),
  rjust: width(rjust),
};
