// Splits a template into text, outputs and tags. liquidjs's tokenizer stops at the first token that it can't read, and
// does not know `{# #}` or `verbatim`. This reader continues and reports each mistake with its offset; it leaves the
// inside of a tag to liquidjs's TagToken.

import { LiquidError, TagToken, Token, TokenKind } from "liquidjs";
import { engine } from "../engine.ts";
import { isSpace } from "../expressions/lexer.ts";
import { CommentEnds, DELIMITER, endOf, findEndTag, nextOpener, opensLiteralBlock } from "./delimiters.ts";
import type { Finding } from "./vocabulary.ts";

/** Text between outputs and tags. */
export class TextToken extends Token {
  /** The range of the text without the white space that a neighbouring tag removes. */
  from: number;
  to: number;
  /** Whether whitespace control leaves it alone, because it is the content of a literal block. */
  readonly isLiteral: boolean;

  constructor(input: string, begin: number, end: number, isLiteral: boolean) {
    super(TokenKind.HTML, input, begin, end);
    this.from = begin;
    this.to = end;
    this.isLiteral = isLiteral;
  }

  /** The text that remains. */
  get text(): string {
    return this.input.slice(this.from, Math.max(this.from, this.to));
  }
}

/** `{{ ... }}` */
class OutputToken extends Token {
  readonly trimLeft: boolean;
  readonly trimRight: boolean;
  /** The range between the braces. */
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

export type TemplateToken = TextToken | OutputToken | TagToken;

/** Reads one template. */
export class TemplateReader {
  readonly #source: string;
  readonly #report: (finding: Finding) => void;
  readonly #tokens: TemplateToken[] = [];
  readonly #commentEnds: CommentEnds;
  /** The offset up to which the source was searched, and the offset up to which it became tokens. */
  #at = 0;
  #done = 0;

  constructor(source: string, report: (finding: Finding) => void) {
    this.#source = source;
    this.#commentEnds = new CommentEnds(source);
    this.#report = report;
  }

  /** The tokens in source order. */
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
        "A comment in {# #} must be on one line. Use {% comment %} and {% endcomment %} for a longer one.";
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

  /** Takes the content of a `raw`, `verbatim` or `comment` as one text, and the tag that ends it. */
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

  /** Makes a text token of the source before `end` that is not a token yet. */
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

// Whitespace control: `{{-`, `-}}`, `{%-` and `-%}` remove the white space next to them.

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
