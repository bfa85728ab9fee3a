// `wordwrap`: Django's: https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#wordwrap. Line breaks stay, words that
// are longer than a line too, and the spaces at a new break go.

import { characterCount } from "./code-points.ts";
import { toInteger } from "./numbers.ts";
import type { TextChange } from "./text-filter.ts";

/** Tabs become spaces up to the next multiple of this, as in Python's textwrap. */
const TAB = 8;

/** What Python's `splitlines` takes for one, but for the separators that no keyboard has. */
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** A text in lines of a width. */
export const wordwrap: TextChange = (text, [argument]) => {
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
    // The first line keeps the spaces that it begins with.
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
