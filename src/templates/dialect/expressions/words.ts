// The words of tags and outputs: literals, operators, and the reader that steps through them.

import type { ComparisonOperator, Emptiness, Literal, Span } from "./ast.ts";
import { Lexer, SyntaxProblem, type Token } from "./lexer.ts";

const VALUES: ReadonlyMap<string, boolean | undefined> = new Map([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["nil", undefined],
  ["null", undefined],
  ["None", undefined],
]);

/** The value of a literal word, in Python's or Liquid's spelling; undefined for the name of a variable. */
export function literalOf(word: string, { begin, end }: Span): Literal | Emptiness | undefined {
  if (word === "empty" || word === "blank") return { kind: word, begin, end };
  return VALUES.has(word) ? { kind: "literal", value: VALUES.get(word), begin, end } : undefined;
}

// The operators between two values, with the precedence of Django's `if`
// (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#boolean-operators) and Liquid's `<>` and `contains`.

/** A higher number binds tighter. Operators of the same precedence are left-associative. */
export const PRECEDENCE = { or: 1, and: 2, not: 3, in: 4, comparison: 5 } as const;

export interface Operator {
  readonly name: "and" | "or" | ComparisonOperator;
  readonly precedence: number;
  /** The number of its words. */
  readonly words: 1 | 2;
}

const SYMBOLS: ReadonlyMap<string, ComparisonOperator> = new Map([
  ["==", "=="],
  // Django before version 2 accepted = for ==, and Klaviyo's documentation uses it.
  ["=", "=="],
  ["!=", "!="],
  ["<>", "!="],
  ["<", "<"],
  [">", ">"],
  ["<=", "<="],
  [">=", ">="],
]);

/** The operator at the lexer's token; undefined if it is not an operator. */
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
        "Write not before the value. After a value it is only valid in not in.",
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

/** Words that can't name a variable. */
export const OPERATOR_WORDS: ReadonlySet<string> = new Set(["and", "or", "not", "in", "is", "contains"]);

export type NameToken = Token & { readonly kind: "name" };

/** Steps through the words of a range of the source. */
export class WordReader {
  protected readonly lexer: Lexer;
  /** The end of the last word that was read. */
  protected lastEnd: number;

  constructor(source: string, { begin, end }: Span) {
    this.lexer = new Lexer(source, begin, end);
    this.lastEnd = begin;
  }

  /** The next word. */
  get token(): Token {
    return this.lexer.token;
  }

  /** Whether all words have been read. */
  get atEnd(): boolean {
    return this.token.kind === "end";
  }

  /** Moves past the next word. @returns that word */
  advance(): Token {
    this.lastEnd = this.token.end;
    return this.lexer.advance();
  }

  /** Whether this word is next. */
  isName(text: string): boolean {
    const { token } = this;
    return token.kind === "name" && token.text === text;
  }

  /** Whether this symbol is next. */
  isSymbol(text: string): boolean {
    const { token } = this;
    return token.kind === "symbol" && token.text === text;
  }

  /** Whether this word or symbol follows the next one. */
  isAfterNext(text: string): boolean {
    const next = this.lexer.next();
    return (next.kind === "symbol" || next.kind === "name") && next.text === text;
  }

  /** Moves past this word or symbol if it is next. @returns whether it was */
  skip(text: string): boolean {
    const isNext = this.isName(text) || this.isSymbol(text);
    if (isNext) this.advance();
    return isNext;
  }

  /** Moves past this word or symbol. @throws SyntaxProblem if another one is next */
  expect(text: string): void {
    if (!this.skip(text)) throw this.expected(text);
  }

  /** Reads the name of a variable. @param what Names it in the error message: "the name of the loop's variable". */
  name(what: string): NameToken {
    const { token } = this;
    if (token.kind !== "name" || OPERATOR_WORDS.has(token.text) || literalOf(token.text, token)) {
      throw this.expected(what);
    }
    this.advance();
    return token;
  }

  /** Refuses words that are left. */
  expectEnd(): void {
    if (this.atEnd) return;
    const left = this.lexer.source.slice(this.token.begin, this.lexer.end).trim();
    throw new SyntaxProblem(`Unexpected "${left}".`, this.token.begin);
  }

  textOf(span: Span): string {
    return this.lexer.text(span);
  }

  /** The error that another word is next. @param what Names the expected word: "a value". */
  expected(what: string): SyntaxProblem {
    const found = this.atEnd ? "" : `, but found ${this.lexer.text(this.token)}`;
    return new SyntaxProblem(`Expected ${what} here${found}.`, this.token.begin);
  }
}
