// Where in a flow file a place inside a text lies. YAML writes a text in five ways, and only some keep its lines: of those
// that do not, what can't be placed exactly is placed where the text begins.

import { Scalar } from "yaml";

/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What stands for one character in a quoted text. */
const DOUBLE_QUOTED = /\\x..|\\u.{4}|\\.|[\s\S]/g;
const SINGLE_QUOTED = /''|[\s\S]/g;

/**
 * The place in the file of `inner`, a place in the text that a scalar says.
 * @param start where the scalar begins in the file.
 * @param source the scalar as the file writes it, from there on.
 */
export function placeInScalar(type: Scalar["type"], start: Place, source: string, inner: Place): Place {
  const lines = source.split("\n");
  const isBlock = type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
  // Only a literal block keeps its lines: all other texts are folded, and known up to the end of their first line.
  if (inner.line > 1 && type !== Scalar.BLOCK_LITERAL) return start;
  const line = isBlock ? inner.line : 0;
  const before = isBlock ? indentOf(lines.slice(1)) + inner.column - 1 : lengthInSource(type, source, inner.column - 1);
  if (before > (lines[line]?.length ?? 0)) return start;
  return { line: start.line + line, column: (isBlock ? 1 : start.column) + before };
}

/** By how much a block is indented: as its least indented line, empty ones apart. */
function indentOf(lines: readonly string[]): number {
  const filled = lines.filter((line) => line.trim() !== "");
  return Math.min(...filled.map((line) => line.length - line.trimStart().length));
}

/** How far into its source the first `count` characters of a text go, an opening quote included. */
function lengthInSource(type: Scalar["type"], source: string, count: number): number {
  if (type !== Scalar.QUOTE_DOUBLE && type !== Scalar.QUOTE_SINGLE) return count;
  const written = source.slice(1).match(type === Scalar.QUOTE_DOUBLE ? DOUBLE_QUOTED : SINGLE_QUOTED) ?? [];
  return 1 + written.slice(0, count).join("").length;
}
