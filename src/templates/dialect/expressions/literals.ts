// Words that stand for values, in Python's and in Liquid's spelling.

import type { Emptiness, Literal, Span } from "./ast.ts";

const VALUES: ReadonlyMap<string, boolean | undefined> = new Map([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["nil", undefined],
  ["null", undefined],
  ["None", undefined],
]);

/** The value that a word stands for; undefined where it is the name of a variable. */
export function literalOf(word: string, { begin, end }: Span): Literal | Emptiness | undefined {
  if (word === "empty" || word === "blank") return { kind: word, begin, end };
  return VALUES.has(word) ? { kind: "literal", value: VALUES.get(word), begin, end } : undefined;
}
