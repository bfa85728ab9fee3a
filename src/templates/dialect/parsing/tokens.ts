// The pieces of a template, in the form in which liquidjs's parser and tags take them.

import { type TagToken, Token, TokenKind } from "liquidjs";
import { isSpace } from "../expressions/characters.ts";

/** Text between outputs and tags. */
export class TextToken extends Token {
  /** Where the text begins and ends, without the spaces that a neighbour cuts off. */
  from: number;
  to: number;
  /** Whether it stands in a block whose content is no template, so that none of it is cut off. */
  readonly isLiteral: boolean;

  constructor(input: string, begin: number, end: number, isLiteral: boolean) {
    super(TokenKind.HTML, input, begin, end);
    this.from = begin;
    this.to = end;
    this.isLiteral = isLiteral;
  }

  /** The text that is left of it. */
  get text(): string {
    return this.input.slice(this.from, Math.max(this.from, this.to));
  }
}

/** `{{ ... }}` */
export class OutputToken extends Token {
  readonly trimLeft: boolean;
  readonly trimRight: boolean;
  /** What stands between the braces. */
  readonly contentRange: { readonly begin: number; readonly end: number };

  constructor(input: string, begin: number, end: number) {
    super(TokenKind.Output, input, begin, end);
    const inner = { begin: begin + DELIMITER, end: end - DELIMITER };
    this.trimLeft = input.charAt(inner.begin) === "-";
    this.trimRight = inner.end - 1 > inner.begin && input.charAt(inner.end - 1) === "-";
    const from = inner.begin + Number(this.trimLeft);
    let to = inner.end - Number(this.trimRight);
    while (to > from && isSpace(input.charCodeAt(to - 1))) to--;
    this.contentRange = { begin: from, end: to };
  }
}

/** Length of `{{`, `{%` and the like. */
export const DELIMITER = 2;

/** A piece of a template. */
export type TemplateToken = TextToken | OutputToken | TagToken;
