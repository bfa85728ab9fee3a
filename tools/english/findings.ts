// The places in a prose where a pattern matches, with the replacement that the pattern suggests.

import { PATTERNS, type Pattern } from "./patterns.ts";
import type { Prose } from "./prose.ts";

export interface Finding {
  /** Index in the file. */
  readonly offset: number;
  readonly found: string;
  readonly pattern: Pattern;
}

/** Where a sentence may begin: at a paragraph, a list item, a heading, a table's cell, or after the end of a sentence. */
const SENTENCE_START = String.raw`(?<=(?:^|\n\s*\n|(?:^|\n)\s*(?:[-*]|#+|>|\d+\.)|\||[.!?][")*]*)\s*["'(*_[]*)`;

/** A question may begin with "what" or "who". */
const NOT_A_QUESTION = String.raw`(?![^.!?]*\?)`;

function compile({ matches, at }: Pattern): RegExp {
  const words = matches.source.replaceAll(" ", String.raw`\s+`);
  return new RegExp(at === "sentence start" ? `${SENTENCE_START}${words}${NOT_A_QUESTION}` : words, "gi");
}

const COMPILED = PATTERNS.map((pattern) => ({ pattern, expression: compile(pattern) }));

/** The index before which a match is no sentence's start, although it is the text's. */
function continuation({ text, startsSentence }: Prose): number {
  return startsSentence ? -1 : text.search(/\S/);
}

export function findingsIn(prose: Prose): readonly Finding[] {
  const ignored = continuation(prose);
  return COMPILED.flatMap(({ pattern, expression }) =>
    [...prose.text.matchAll(expression)]
      .filter(({ index }) => pattern.at !== "sentence start" || index > ignored)
      .map(({ 0: match, index }) => ({
        offset: prose.offset + index,
        found: match.replaceAll(/\s+/g, " "),
        pattern,
      })),
  );
}
