// Text for a terminal, in lines of at most WIDTH columns.

import { isJsonObject, type JsonValue } from "#core/json.ts";

/** The widest line, in columns. */
export const WIDTH = 100;

/** The line, cut to `width` columns. */
export function shorten(line: string, width = WIDTH): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}

/** Wraps prose. The first line begins with `first`, the others with as many spaces. */
export function wrap(first: string, text: string): string[] {
  const room = WIDTH - first.length;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => shorten((index === 0 ? first : " ".repeat(first.length)) + line));
}

/** A row of a table: cells are padded to their widths, in columns, and two spaces apart. The last cell needs no width. */
export function row(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, index) => cell.padEnd(widths[index] ?? 0));
  return padded.join("  ").trimEnd();
}

/** JSON with one line for each value that fits into it. */
export function jsonLines(value: JsonValue, indent: string): string[] {
  return layOut(value, indent, "").map((line) => shorten(line));
}

function layOut(value: JsonValue, indent: string, start: string): string[] {
  const flat = inline(value);
  const line = `${indent}${start}${flat}`;
  if ((!Array.isArray(value) && !isJsonObject(value)) || flat.length <= 2 || line.length < WIDTH) return [line];
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const items = Array.isArray(value)
    ? value.map((item) => layOut(item, inner, ""))
    : Object.entries(value).map(([key, item]) => layOut(item, inner, `${JSON.stringify(key)}: `));
  const separated = items.flatMap((lines, index) =>
    index === items.length - 1 ? lines : [...lines.slice(0, -1), `${lines.at(-1)},`],
  );
  return [`${indent}${start}${open}`, ...separated, `${indent}${close}`];
}

function inline(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inline(item)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** Characters that are shown before the marked column of a line that is too long. */
const SHOWN_BEFORE = 40;

/** A source line and, below it, a marker under the column; columns count from 1. */
export function markedLine(line: string, column: number | undefined, indent: string): string[] {
  const text = line.replaceAll("\t", " ");
  if (column === undefined) return [shorten(`${indent}${text}`)];
  const start = column > SHOWN_BEFORE * 2 ? column - SHOWN_BEFORE : 1;
  const cut = start > 1 ? "…" : "";
  const marker = `${indent}${cut && " "}${" ".repeat(column - start)}^`;
  return [shorten(`${indent}${cut}${text.slice(start - 1)}`), marker];
}

/** An ISO time without its fraction and zone: "2026-11-24 12:00:00". */
export function shortTime(iso: string): string {
  return iso.slice(0, "2026-11-24T12:00:00".length).replace("T", " ");
}
