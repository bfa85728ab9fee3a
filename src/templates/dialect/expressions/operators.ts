// The operators between two values and how tightly each binds: as in Django's `if`
// (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#boolean-operators), with Liquid's `<>` and `contains`.

import type { ComparisonOperator } from "./ast.ts";
import type { Lexer } from "./lexer.ts";
import { SyntaxProblem } from "./syntax-problem.ts";

/** How tightly operators bind, the tightest last; of equals, the left one comes first. */
export const PRECEDENCE = { or: 1, and: 2, not: 3, in: 4, comparison: 5 } as const;

/** An operator between two values. */
export interface Operator {
  readonly name: "and" | "or" | ComparisonOperator;
  readonly precedence: number;
  /** How many words it is made of. */
  readonly words: 1 | 2;
}

const SYMBOLS: ReadonlyMap<string, ComparisonOperator> = new Map([
  ["==", "=="],
  // Django has had = for == before its version 2, and Klaviyo's documentation calls it so.
  ["=", "=="],
  ["!=", "!="],
  ["<>", "!="],
  ["<", "<"],
  [">", ">"],
  ["<=", "<="],
  [">=", ">="],
]);

/** The operator that the lexer stands at; undefined where it is none. */
export function operatorAt(lexer: Lexer): Operator | undefined {
  const { token } = lexer;
  if (token.kind === "symbol") {
    const name = SYMBOLS.get(token.text);
    return name && { name, precedence: PRECEDENCE.comparison, words: 1 };
  }
  return token.kind === "name" ? wordOperator(lexer, token.text) : undefined;
}

function wordOperator(lexer: Lexer, word: string): Operator | undefined {
  switch (word) {
    case "and":
    case "or":
      return { name: word, precedence: PRECEDENCE[word], words: 1 };
    case "contains":
      return { name: word, precedence: PRECEDENCE.comparison, words: 1 };
    case "in":
      return { name: word, precedence: PRECEDENCE.in, words: 1 };
    case "is":
      return isName(lexer, "not")
        ? { name: "is not", precedence: PRECEDENCE.comparison, words: 2 }
        : { name: "is", precedence: PRECEDENCE.comparison, words: 1 };
    case "not":
      if (isName(lexer, "in")) return { name: "not in", precedence: PRECEDENCE.in, words: 2 };
      throw new SyntaxProblem(
        "After a value, not can only stand in not in: write it before the value.",
        lexer.token.begin,
      );
    default:
      return undefined;
  }
}

function isName(lexer: Lexer, word: string): boolean {
  const next = lexer.next();
  return next.kind === "name" && next.text === word;
}

/** Words that are operators, and so no variables. */
export const OPERATOR_WORDS: ReadonlySet<string> = new Set(["and", "or", "not", "in", "is", "contains"]);
