// The base class of all tags: parts of a template that read, write and describe themselves.

import type { TagToken } from "liquidjs";
import type { Expression } from "../expressions/ast.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import type { DialectParser } from "../parsing/dialect-parser.ts";
import type { Description, NewName, Part, Spells } from "../parsing/parts.ts";
import type { TemplateToken } from "../parsing/template-reader.ts";
import type { Emitter, OutputEncoding } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";

/** The arguments of a tag's constructor. */
export type TagSource = readonly [token: TagToken, rest: TemplateToken[], parser: DialectParser];

export abstract class DialectTag implements Part {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
  /** The value of a tag is never encoded by a filter. */
  readonly encoding: OutputEncoding = "none";
  /** A test for the texts in the tag's value that the template spells. */
  spells: Spells | undefined;
  protected readonly parser: DialectParser;
  /** The tokens that follow the tag. A block removes its own from them. */
  protected readonly rest: TemplateToken[];

  constructor(...[token, rest, parser]: TagSource) {
    this.name = token.name;
    this.parser = parser;
    this.rest = rest;
    this.begin = token.begin;
    this.end = token.end;
  }

  abstract write(context: RenderContext, emitter: Emitter): void;

  abstract describe(): Description;
}

/** A name that a tag assigns. */
export interface GivenName {
  readonly name: string;
  readonly offset: number;
}

/** Descriptions of names whose values are unknown before rendering. */
export function newNames(...names: readonly (GivenName | undefined)[]): readonly NewName[] {
  return names.filter((name) => name !== undefined);
}

/** Takes the place of an expression that could not be read. Such a template is refused, so it is never evaluated. */
export const UNREAD: Expression = { kind: "literal", value: undefined, begin: 0, end: 0 };

/** Reads the name of a new variable. @param what Names it in the error message: "the name of a variable". */
export function readName(words: ExpressionParser, what = "the name of a variable"): GivenName {
  const { text, begin } = words.name(what);
  return { name: text, offset: begin };
}

/** Reads `as name` if it is next. */
export function readAs(words: ExpressionParser): GivenName | undefined {
  return words.skip("as") ? readName(words, "a name after as") : undefined;
}
