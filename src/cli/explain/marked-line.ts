// A line of a template with a marker under the place where something is wrong.

import { shorten } from "./lines.ts";

/** Of a line that is too long to show, what stands before a place. */
const SHOWN_BEFORE = 40;

/** The line, and below it the marker where there is a column, which is counted from 1. */
export function markedLine(line: string, column: number | undefined, indent: string): string[] {
  const text = line.replaceAll("\t", " ");
  if (column === undefined) return [shorten(`${indent}${text}`)];
  const start = column > SHOWN_BEFORE * 2 ? column - SHOWN_BEFORE : 1;
  const cut = start > 1 ? "…" : "";
  const marker = `${indent}${cut && " "}${" ".repeat(column - start)}^`;
  return [shorten(`${indent}${cut}${text.slice(start - 1)}`), marker];
}
