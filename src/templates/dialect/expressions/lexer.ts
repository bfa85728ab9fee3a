// Splits an expression into tokens: names, numbers, texts and symbols. It reads a range of the source without copying
// it.

import { ExactNumber } from "#core/exact-number.ts";
import type { ParseRule } from "../rules.ts";
import type { Span } from "./ast.ts";

/** Thrown where reading can't continue. The parser turns it into a finding. */
export class SyntaxProblem extends Error {
  readonly rule: ParseRule;
  /** The offset in the source. */
  readonly offset: number;

  constructor(message: string, offset: number, rule: ParseRule = "template-syntax") {
    super(message);
    this.offset = offset;
    this.rule = rule;
  }
}

// The characters of names, numbers and white space, as UTF-16 code units.

const SPACE = codes(" \t\n\r\f\v\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff");
const FIRST_NOT_ASCII = 0x80;
/** En quad to hair space. */
const SPACES_OF_TYPE = { first: 0x2000, last: 0x200a };
const TYPOGRAPHIC_QUOTES = codes("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb");
const NAME_MARKS = codes("_$");
const DASH = "-".charCodeAt(0);

function codes(characters: string): ReadonlySet<number> {
  return new Set([...characters].map((character) => character.charCodeAt(0)));
}

/** Whether a code unit is white space of any kind. */
export function isSpace(unit: number): boolean {
  return SPACE.has(unit) || (unit >= SPACES_OF_TYPE.first && unit <= SPACES_OF_TYPE.last);
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Whether a code unit is a quotation mark that word processors put in place of ' and ". */
function isTypographicQuote(unit: number): boolean {
  return TYPOGRAPHIC_QUOTES.has(unit);
}

/** Whether a name may begin with a code unit: a letter of any script, _ or $. */
function beginsName(unit: number): boolean {
  if (unit >= FIRST_NOT_ASCII) return !isSpace(unit) && !isTypographicQuote(unit);
  const letter = unit | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || NAME_MARKS.has(unit);
}

/** Whether a name may continue with a code unit: also a digit or a dash. */
export function continuesName(unit: number): boolean {
  return beginsName(unit) || isDigit(unit) || unit === DASH;
}

// Symbols of other languages that authors write into templates, each with the replacement.

const MISTAKES: readonly (readonly [sign: string, message: string])[] = [
  ["===", "Write == for ===."],
  ["!==", "Write != for !==."],
  ["&&", "Write and for &&."],
  ["||", "Write or for ||."],
  ["??", "Write {{ variable|default:'value' }} for ??."],
  ["{{", "Inside a tag or an output, write a variable without {{ }}."],
  ["{%", "A tag can't be inside a tag or an output."],
];

const ARITHMETIC = "Expressions have no arithmetic operators. Use the filters plus, minus, times and divided_by.";
const SINGLE: ReadonlyMap<string, string> = new Map([
  ["{", "Put a space between a brace and an output: { {{ variable }}."],
  ["!", "Write not for !, and != for is not equal."],
  ["+", ARITHMETIC],
  ["-", ARITHMETIC],
  ["*", ARITHMETIC],
  ["/", ARITHMETIC],
  ["%", ARITHMETIC],
]);

/** The problem with the symbol at `begin`; undefined if it may be valid. */
function notUnderstood(source: string, begin: number, end: number): string | undefined {
  if (isTypographicQuote(source.charCodeAt(begin))) return `Write ' or " for ${source.charAt(begin)}.`;
  const mistake = MISTAKES.find(([sign]) => begin + sign.length <= end && source.startsWith(sign, begin));
  if (mistake) return mistake[1];
  return source.startsWith("!=", begin) ? undefined : SINGLE.get(source.charAt(begin));
}

export type Token = Span &
  (
    | { readonly kind: "name"; readonly text: string }
    | { readonly kind: "number"; readonly value: number | ExactNumber }
    | { readonly kind: "text"; readonly value: string }
    | { readonly kind: "symbol"; readonly text: string }
    | { readonly kind: "end" }
  );

/** Longer symbols first, because the first match wins. */
const SYMBOLS = ["==", "!=", "<>", "<=", ">=", "..", ".", "[", "]", "(", ")", ",", ":", "|", "<", ">", "="];

const BACKSLASH = "\\";
const ESCAPABLE = ["'", '"', BACKSLASH];

/** Keeps the digits of a whole number that a double can't hold. */
function exactly(number: string): number | ExactNumber {
  const value = Number(number);
  const isWhole = !number.includes(".") && !number.toLowerCase().includes("e");
  return isWhole && !Number.isSafeInteger(value) ? new ExactNumber(String(BigInt(number))) : value;
}

/** Reads tokens one by one; `token` is the current one. */
export class Lexer {
  readonly source: string;
  readonly end: number;
  token: Token;

  /** Reads the source from `begin` up to `end`. */
  constructor(source: string, begin: number, end: number) {
    this.source = source;
    this.end = end;
    this.token = this.#read(begin);
  }

  /** Moves to the next token. @returns the token before it */
  advance(): Token {
    const { token } = this;
    this.token = this.#read(token.end);
    return token;
  }

  /** The token after the current one. */
  next(): Token {
    return this.#read(this.token.end);
  }

  /** Moves past a dot to the property's name or index, which follows it directly. */
  advanceToProperty(): Token & { readonly kind: "name" } {
    const begin = this.token.end;
    let end = begin;
    while (end < this.end && continuesName(this.source.charCodeAt(end))) end++;
    const first = this.source.charAt(begin);
    if (end === begin || first === "-") {
      throw new SyntaxProblem("Expected the name of a property or the index of an item after the dot.", begin);
    }
    const token = { kind: "name", begin, end, text: this.source.slice(begin, end) } as const;
    this.token = token;
    return token;
  }

  text({ begin, end }: Span): string {
    return this.source.slice(begin, end);
  }

  #read(from: number): Token {
    const begin = this.#skipSpace(from);
    if (begin >= this.end) return { kind: "end", begin: this.end, end: this.end };
    const unit = this.source.charCodeAt(begin);
    const character = this.source.charAt(begin);
    if (beginsName(unit)) return this.#readName(begin);
    if (isDigit(unit) || (character === "-" && this.#isDigitAt(begin + 1))) return this.#readNumber(begin);
    if (character === "'" || character === '"') return this.#readText(begin, character);
    return this.#readSymbol(begin);
  }

  #skipSpace(from: number): number {
    let at = from;
    while (at < this.end && isSpace(this.source.charCodeAt(at))) at++;
    return at;
  }

  #readName(begin: number): Token {
    let end = begin + 1;
    while (end < this.end && continuesName(this.source.charCodeAt(end))) end++;
    return { kind: "name", begin, end, text: this.source.slice(begin, end) };
  }

  #readNumber(begin: number): Token {
    let end = this.#skipDigits(begin + 1);
    if (this.source.charAt(end) === "." && this.#isDigitAt(end + 1)) end = this.#skipDigits(end + 1);
    end = this.#skipExponent(end);
    const digits = this.source.slice(begin, end);
    if (end < this.end && continuesName(this.source.charCodeAt(end))) {
      throw new SyntaxProblem(`A name can't begin with a digit, and nothing may follow the number ${digits}.`, begin);
    }
    const value = exactly(digits);
    if (value === Infinity || value === -Infinity) throw new SyntaxProblem(`The number ${digits} is too large.`, begin);
    return { kind: "number", begin, end, value };
  }

  #skipDigits(from: number): number {
    let at = from;
    while (this.#isDigitAt(at)) at++;
    return at;
  }

  /** The end of an exponent such as e21; `from` if there is no exponent. */
  #skipExponent(from: number): number {
    if (this.source.charAt(from).toLowerCase() !== "e") return from;
    const sign = this.source.charAt(from + 1);
    const digits = from + (sign === "+" || sign === "-" ? 2 : 1);
    return this.#isDigitAt(digits) ? this.#skipDigits(digits) : from;
  }

  #isDigitAt(at: number): boolean {
    return at < this.end && isDigit(this.source.charCodeAt(at));
  }

  /**
   * Reads a text in quotes. A backslash escapes a quotation mark or another backslash; before any other character it is
   * literal.
   */
  #readText(begin: number, quote: string): Token {
    let value = "";
    let at = begin + 1;
    while (at < this.end) {
      const character = this.source.charAt(at);
      if (character === quote) return { kind: "text", begin, end: at + 1, value };
      const escaped = character === BACKSLASH ? this.#escapedAt(at + 1) : "";
      value += escaped || character;
      at += 1 + escaped.length;
    }
    throw new SyntaxProblem(`This text is not closed: ${quote} is missing.`, begin);
  }

  #escapedAt(at: number): string {
    const character = at < this.end ? this.source.charAt(at) : "";
    return ESCAPABLE.includes(character) ? character : "";
  }

  #readSymbol(begin: number): Token {
    const problem = notUnderstood(this.source, begin, this.end);
    if (problem !== undefined) throw new SyntaxProblem(problem, begin);
    for (const text of SYMBOLS) {
      const end = begin + text.length;
      if (end <= this.end && this.source.startsWith(text, begin)) return { kind: "symbol", begin, end, text };
    }
    const character = String.fromCodePoint(this.source.codePointAt(begin) ?? 0);
    throw new SyntaxProblem(`Unexpected "${character}".`, begin);
  }
}
