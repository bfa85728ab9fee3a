// The words of a tag or output, read one by one. What an expression is stands in expression-parser.ts.

import type { Span } from "./ast.ts";
import { Lexer, type Token } from "./lexer.ts";
import { literalOf } from "./literals.ts";
import { OPERATOR_WORDS } from "./operators.ts";
import { SyntaxProblem } from "./syntax-problem.ts";

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
