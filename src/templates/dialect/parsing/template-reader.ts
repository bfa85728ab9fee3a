// A template taken to pieces: text, outputs and tags. liquidjs's own tokenizer stops at the first piece that it can't read,
// and knows neither `{# #}` nor `verbatim`; this one goes on, and says of all of them where and why.

import { LiquidError, TagToken } from "liquidjs";
import { engine } from "../engine.ts";
import { CommentEnds, endOf, nextOpener } from "./delimiters.ts";
import type { Finding } from "./finding.ts";
import { findEndTag, opensLiteralBlock } from "./literal-block.ts";
import { DELIMITER, OutputToken, type TemplateToken, TextToken } from "./tokens.ts";
import { controlWhitespace } from "./whitespace-control.ts";

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
