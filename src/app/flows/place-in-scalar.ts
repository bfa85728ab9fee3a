// Maps a position inside a text to its position in the flow file. YAML has five styles of text, and only some keep their
// lines. If the exact position is unknown, the result is the beginning of the text.

import { Scalar } from "yaml";

/** A position in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The source of one character in a double-quoted text. */
const DOUBLE_QUOTED = /\\x..|\\u.{4}|\\.|[\s\S]/g;
const SINGLE_QUOTED = /''|[\s\S]/g;

/**
 * Returns the position in the file of `inner`, a position in the text of a scalar.
 * @param start where the scalar begins in the file.
 * @param source the scalar as the file writes it, from there on.
 */
export function placeInScalar(type: Scalar["type"], start: Place, source: string, inner: Place): Place {
  const lines = source.split("\n");
  const isBlock = type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
  // Only a literal block keeps its lines. All other texts are folded, and known up to the end of their first line.
  if (inner.line > 1 && type !== Scalar.BLOCK_LITERAL) return start;
  const line = isBlock ? inner.line : 0;
  const before = isBlock ? indentOf(lines.slice(1)) + inner.column - 1 : lengthInSource(type, source, inner.column - 1);
  if (before > (lines[line]?.length ?? 0)) return start;
  return { line: start.line + line, column: (isBlock ? 1 : start.column) + before };
}

/** Returns the indentation of a block: that of its least indented line, without empty ones. */
function indentOf(lines: readonly string[]): number {
  const filled = lines.filter((line) => line.trim() !== "");
  return Math.min(...filled.map((line) => line.length - line.trimStart().length));
}

/** Returns how many characters of the source make the first `count` characters of a text, including an opening quote. */
function lengthInSource(type: Scalar["type"], source: string, count: number): number {
  if (type !== Scalar.QUOTE_DOUBLE && type !== Scalar.QUOTE_SINGLE) return count;
  const written = source.slice(1).match(type === Scalar.QUOTE_DOUBLE ? DOUBLE_QUOTED : SINGLE_QUOTED) ?? [];
  return 1 + written.slice(0, count).join("").length;
}
