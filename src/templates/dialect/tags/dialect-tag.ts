// What all tags have in common: they are parts of a template, which read, write and describe themselves.

import type { TagToken } from "liquidjs";
import type { Expression } from "../expressions/ast.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import type { DialectParser } from "../parsing/dialect-parser.ts";
import type { Description, NewName, Part, Spells } from "../parsing/parts.ts";
import type { TemplateToken } from "../parsing/template-reader.ts";
import type { Emitter, OutputEncoding } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";

/** What a tag is made of. */
export type TagSource = readonly [token: TagToken, rest: TemplateToken[], parser: DialectParser];

/** A tag of the dialect. */
export abstract class DialectTag implements Part {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
  /** A value that a tag writes was not encoded by any filter. */
  readonly encoding: OutputEncoding = "none";
  /** Which texts that a tag writes are spelled by the template; none where it does not say so. */
  spells: Spells | undefined;
  protected readonly parser: DialectParser;
  /** The pieces of the template that follow the tag; a block takes its own from them. */
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

/** A name that a tag makes. */
export interface GivenName {
  readonly name: string;
  readonly offset: number;
}

/** The description of names that stand for nothing that is known before rendering. */
export function newNames(...names: readonly (GivenName | undefined)[]): readonly NewName[] {
  return names.filter((name) => name !== undefined);
}

/** Stands for an expression that could not be read; the template is then refused, so it is never evaluated. */
export const UNREAD: Expression = { kind: "literal", value: undefined, begin: 0, end: 0 };

// Names that tags give: `as name` at the end of a tag, and the names of loops and assignments.

/** Reads a name that a variable is to have. @param what Opens the message: "The name of a variable". */
export function readName(words: ExpressionParser, what = "The name of a variable"): GivenName {
  const { text, begin } = words.name(what);
  return { name: text, offset: begin };
}

/** Reads `as name`, where it comes next. */
export function readAs(words: ExpressionParser): GivenName | undefined {
  return words.skip("as") ? readName(words, "A name after as") : undefined;
}
