// The pieces of a template, in the form in which liquidjs's parser and tags take them.

import { LiquidError, TagToken, Token, TokenKind } from "liquidjs";
import { engine } from "../engine.ts";
import { isSpace } from "../expressions/lexer.ts";
import { CommentEnds, DELIMITER, endOf, findEndTag, nextOpener, opensLiteralBlock } from "./delimiters.ts";
import type { Finding } from "./vocabulary.ts";

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
class OutputToken extends Token {
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

/** A piece of a template. */
export type TemplateToken = TextToken | OutputToken | TagToken;

// A template taken to pieces: text, outputs and tags. liquidjs's own tokenizer stops at the first piece that it can't read,
// and knows neither `{# #}` nor `verbatim`; this one goes on, and says of all of them where and why.

/** Takes one template to pieces. */
export class TemplateReader {
  readonly #source: string;
  readonly #report: (finding: Finding) => void;
  readonly #tokens: TemplateToken[] = [];
  readonly #commentEnds: CommentEnds;
  /** How far the source has been looked at, and how far it has become tokens. */
  #at = 0;
  #done = 0;

  constructor(source: string, report: (finding: Finding) => void) {
    this.#source = source;
    this.#commentEnds = new CommentEnds(source);
    this.#report = report;
  }

  /** The pieces in their order. */
  read(): TemplateToken[] {
    for (let next = nextOpener(this.#source, 0); next; next = nextOpener(this.#source, this.#at)) {
      if (next.opener === "{#") this.#comment(next.at);
      else if (next.opener === "{{") this.#output(next.at);
      else this.#tag(next.at);
    }
    this.#takeText(this.#source.length);
    controlWhitespace(this.#tokens);
    return this.#tokens;
  }

  #comment(begin: number): void {
    const comment = this.#commentEnds.endOf(begin);
    if (comment === undefined) {
      this.#at = begin + DELIMITER;
      return;
    }
    if (!comment.onOneLine) {
      const message =
        "A comment in {# #} stands on one line. Write {% comment %} and {% endcomment %} around a longer one.";
      this.#mistake(message, begin);
    }
    this.#takeText(begin);
    this.#moveTo(comment.end);
  }

  #output(begin: number): void {
    const end = this.#endOf(begin, "{{", "This output is not closed: }} is missing.");
    if (end === undefined) return;
    this.#takeText(begin);
    this.#tokens.push(new OutputToken(this.#source, begin, end));
    this.#moveTo(end);
  }

  #tag(begin: number): void {
    const end = this.#endOf(begin, "{%", "This tag is not closed: %} is missing.");
    if (end === undefined) return;
    this.#takeText(begin);
    this.#moveTo(end);
    const token = this.#tagToken(begin, end);
    if (token && opensLiteralBlock(token.name)) this.#literalBlock(token);
  }

  /** The content of a `raw`, `verbatim` or `comment` as one text, and the tag that ends it. */
  #literalBlock(opening: TagToken): void {
    const { name } = opening;
    const label = this.#source.slice(opening.tokenizer.p, opening.contentRange[1]).trim();
    const endTag = findEndTag(this.#source, opening.end, name, label);
    if (endTag === undefined) {
      this.#mistake(`{% ${name} %} is not closed: {% end${name} %} is missing.`, opening.begin);
      this.#tokens.pop();
      this.#moveTo(this.#source.length);
      return;
    }
    this.#tokens.push(new TextToken(this.#source, opening.end, endTag.begin, true));
    this.#tagToken(endTag.begin, endTag.end);
    this.#moveTo(endTag.end);
  }

  #tagToken(begin: number, end: number): TagToken | undefined {
    try {
      const token = new TagToken(this.#source, begin, end, engine.options);
      this.#tokens.push(token);
      return token;
    } catch (error) {
      if (!LiquidError.is(error)) throw error;
      this.#mistake("A tag begins with its name: {% if event.Gift %}.", begin);
      return undefined;
    }
  }

  #endOf(begin: number, opener: "{{" | "{%", problem: string): number | undefined {
    const end = endOf(this.#source, begin, opener);
    if (end !== undefined) return end;
    this.#mistake(problem, begin);
    this.#at = begin + DELIMITER;
    return undefined;
  }

  /** Makes a text of what stands before a place and is no token yet. */
  #takeText(end: number): void {
    if (end > this.#done) this.#tokens.push(new TextToken(this.#source, this.#done, end, false));
    this.#done = end;
  }

  #moveTo(end: number): void {
    this.#done = end;
    this.#at = end;
  }

  #mistake(message: string, offset: number): void {
    this.#report({ rule: "template-syntax", message, offset });
  }
}

// `{{-`, `-}}`, `{%-` and `-%}`: the spaces next to them are no part of the text.

/** Cuts spaces off texts where their neighbours ask for it. */
function controlWhitespace(tokens: readonly TemplateToken[]): void {
  for (const [index, token] of tokens.entries()) {
    if (token instanceof TextToken) continue;
    if (token.trimLeft) cutEnd(tokens[index - 1]);
    if (token.trimRight) cutBegin(tokens[index + 1]);
  }
}

function cutEnd(token: TemplateToken | undefined): void {
  if (!isCuttable(token)) return;
  while (token.to > token.from && isSpace(token.input.charCodeAt(token.to - 1))) token.to--;
}

function cutBegin(token: TemplateToken | undefined): void {
  if (!isCuttable(token)) return;
  while (token.from < token.to && isSpace(token.input.charCodeAt(token.from))) token.from++;
}

function isCuttable(token: TemplateToken | undefined): token is TextToken {
  return token instanceof TextToken && !token.isLiteral;
}
