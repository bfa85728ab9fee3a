// Words that stand for values, in Python's and in Liquid's spelling.

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

/** The value that a word stands for; undefined where it is the name of a variable. */
export function literalOf(word: string, { begin, end }: Span): Literal | Emptiness | undefined {
  if (word === "empty" || word === "blank") return { kind: word, begin, end };
  return VALUES.has(word) ? { kind: "literal", value: VALUES.get(word), begin, end } : undefined;
}

// The operators between two values and how tightly each binds: as in Django's `if`
// (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#boolean-operators), with Liquid's `<>` and `contains`.

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

// The words of a tag or output, read one by one. What an expression is stands in expression-parser.ts.

/** A word that is a name. */
export type NameToken = Token & { readonly kind: "name" };

/** Goes through the words of a range of the source. */
export class WordReader {
  protected readonly lexer: Lexer;
  /** The end of the word before the next one. */
  protected lastEnd: number;

  constructor(source: string, { begin, end }: Span) {
    this.lexer = new Lexer(source, begin, end);
    this.lastEnd = begin;
  }

  /** The word that comes next. */
  get token(): Token {
    return this.lexer.token;
  }

  /** Whether everything has been read. */
  get atEnd(): boolean {
    return this.token.kind === "end";
  }

  /** Goes past the next word. @returns that word */
  advance(): Token {
    this.lastEnd = this.token.end;
    return this.lexer.advance();
  }

  /** Whether this word comes next. */
  isName(text: string): boolean {
    const { token } = this;
    return token.kind === "name" && token.text === text;
  }

  /** Whether this sign comes next. */
  isSymbol(text: string): boolean {
    const { token } = this;
    return token.kind === "symbol" && token.text === text;
  }

  /** Whether this word or sign comes after the next one. */
  isAfterNext(text: string): boolean {
    const next = this.lexer.next();
    return (next.kind === "symbol" || next.kind === "name") && next.text === text;
  }

  /** Goes past this word or sign where it comes next. @returns whether it did */
  skip(text: string): boolean {
    const isNext = this.isName(text) || this.isSymbol(text);
    if (isNext) this.advance();
    return isNext;
  }

  /** Goes past a word or sign that must come next. */
  expect(text: string): void {
    if (!this.skip(text)) throw this.problem(`${text} was expected here`);
  }

  /** Reads a name for a variable. @param what Opens the message: "A name for the loop's variable". */
  name(what: string): NameToken {
    const { token } = this;
    if (token.kind !== "name" || OPERATOR_WORDS.has(token.text) || literalOf(token.text, token)) {
      throw this.problem(`${what} was expected here`);
    }
    this.advance();
    return token;
  }

  /** Refuses what is left. */
  expectEnd(): void {
    if (this.atEnd) return;
    const left = this.lexer.source.slice(this.token.begin, this.lexer.end).trim();
    throw new SyntaxProblem(`"${left}" can't be understood here.`, this.token.begin);
  }

  /** The source between two places. */
  textOf(span: Span): string {
    return this.lexer.text(span);
  }

  /** What is wrong with the next word. @param message Without its full stop. */
  problem(message: string): SyntaxProblem {
    const found = this.atEnd ? "" : `, but ${this.lexer.text(this.token)} found`;
    return new SyntaxProblem(`${message}${found}.`, this.token.begin);
  }
}
