// The cycles of a template: what turns there are, and which of them have names.

import type { Expression, Span } from "../expressions/ast.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import type { DialectParser } from "../parsing/dialect-parser.ts";
import type { GivenName } from "./dialect-tag.ts";
import { readAs } from "./given-name.ts";

/** Values that take turns. */
export interface Cycle {
  readonly values: readonly Expression[];
  /** Liquid's group: what it evaluates to tells the turns of one from those of another. */
  readonly group?: Expression;
  /** Django's name, under which a value is kept when its turn has come. */
  readonly name?: GivenName | undefined;
  /** Whether nothing is written. */
  readonly silent?: boolean;
  /** What whoever takes part in the same turns has in common. */
  readonly turns: unknown;
}

/** The cycles that a template has had so far. */
interface Known {
  readonly named: Map<string, Cycle>;
  last: Cycle | undefined;
}

const known = new WeakMap<DialectParser, Known>();

/** The cycles of the template that is being parsed. */
export function cyclesOf(parser: DialectParser): Known {
  const cycles = known.get(parser) ?? { named: new Map(), last: undefined };
  known.set(parser, cycles);
  return cycles;
}

/** Reads the words of a `cycle`. @param own What a cycle has in common with no other. */
export function readCycle(words: ExpressionParser, own: unknown): Cycle {
  const first = words.operand();
  if (words.skip(":")) {
    const values = readList(words, words.operand());
    return { values, group: first, turns: "group" };
  }
  if (words.isSymbol(",")) {
    const values = readList(words, first);
    return { values, turns: `values ${words.textOf(spanOf(values))}` };
  }
  const values = [first];
  while (!words.atEnd && !words.isName("as")) values.push(words.operand());
  const name = readAs(words);
  return { values, name, silent: name !== undefined && words.skip("silent"), turns: own };
}

function readList(words: ExpressionParser, first: Expression): Expression[] {
  const values = [first];
  while (words.skip(",")) values.push(words.operand());
  return values;
}

function spanOf(values: readonly Expression[]): Span {
  return { begin: values[0]?.begin ?? 0, end: values.at(-1)?.end ?? 0 };
}
