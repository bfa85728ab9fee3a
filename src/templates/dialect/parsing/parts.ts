// The parts of a parsed template: text, outputs and tags.

import type { Expression, Span } from "../expressions/ast.ts";
import { type Filters, isFixedPath } from "../expressions/compile.ts";
import { pathOf, type VariablePath } from "../expressions/variable-path.ts";
import type { WrittenArgument } from "../filters/filter.ts";
import type { Emitter, OutputEncoding } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { compileNeeded, type Give } from "./needed-variables.ts";

/** A part that can be rendered and checked. Its span is that of its opening tag. */
export interface Part {
  readonly begin: number;
  readonly end: number;
  write(context: RenderContext, emitter: Emitter): void;
  describe(): Description;
}

/** The expressions and names of a part, so that a template can be checked without rendering it. */
export interface Description {
  /** The expressions that it evaluates, in source order, before its blocks. */
  readonly reads?: readonly Expression[];
  /** Whether it tests its variables, so that they may be absent there and in its blocks. */
  readonly asks?: boolean;
  /** The expressions in `reads` whose variables may be absent although the part does not test them. */
  readonly mayLack?: readonly Expression[];
  readonly blocks?: readonly Block[];
  readonly writes?: Written;
  /** Names that it assigns for the rest of the template. */
  readonly names?: readonly NewName[];
}

/**
 * The output of a part: nothing, one value, or only the output of its blocks. A "block" part writes one of its blocks
 * at most once; an "each" part writes the first block any number of times, or else the second. A part without this
 * property may write anything.
 */
type Written = "nothing" | "value" | "block" | "each";

/** Parts inside a part, with the names that only they know. */
export interface Block {
  readonly parts: readonly Part[];
  readonly names?: readonly NewName[];
  /** The tags that make the block conditional, the block's opening tag first: `{% if a %}`, `{% else %}`. */
  readonly condition?: readonly Span[];
}

/** A name that a template assigns. */
export interface NewName {
  readonly name: string;
  /** The offset of the assignment in the source. */
  readonly offset: number;
  /** The variable whose value, or each of whose items, gets the name. */
  readonly value?: { readonly of: Expression; readonly each: boolean };
}

/** Text between outputs and tags. */
export class TextPart implements Part {
  readonly begin: number;
  readonly end: number;
  readonly text: string;
  /** The offset of the text in the source. Whitespace control may have moved it. */
  readonly offset: number;

  constructor({ begin, end }: { readonly begin: number; readonly end: number }, text: string, offset: number) {
    this.begin = begin;
    this.end = end;
    this.text = text;
    this.offset = offset;
  }

  write(_context: RenderContext, emitter: Emitter): void {
    emitter.text(this);
  }

  /** Writes it in a template without tags. */
  writePlain(_context: RenderContext, emitter: Emitter): void {
    emitter.text(this);
  }

  describe(): Description {
    return {};
  }
}

/** An output: `{{ ... }}` or `{% echo ... %}`. */
export class OutputPart implements Part {
  readonly begin: number;
  readonly end: number;
  readonly expression: Expression;
  readonly encoding: OutputEncoding;
  readonly variable: VariablePath | undefined;
  readonly spells: Spells | undefined;
  readonly value: Give;
  /** Whether its value, in a template without tags, is part of the data as received, so its size is bounded. */
  readonly isPath: boolean;

  constructor({ begin, end }: Span, expression: Expression, filters: Filters) {
    this.begin = begin;
    this.end = end;
    this.expression = expression;
    const last = expression.kind === "filtered" ? expression.filters.at(-1) : undefined;
    this.encoding = (last && filters.get(last.name)?.encoding) ?? "none";
    this.variable = pathOf(expression);
    this.spells = spelledBy(expression, filters);
    this.value = compileNeeded(expression, filters);
    this.isPath = isFixedPath(expression);
  }

  /** Writes it in a template with tags, which may have built a value of any size. */
  write(context: RenderContext, emitter: Emitter): void {
    emitter.output(this.value(context), this, false);
  }

  /** Writes it in a template without tags. */
  writePlain(context: RenderContext, emitter: Emitter): void {
    emitter.output(this.value(context), this, this.isPath);
  }

  describe(): Description {
    return { reads: [this.expression], writes: "value" };
  }
}

// Texts that a template itself spells, unlike those from the data: the result of `{{ x|floatformat:2 }}`, the fallback
// of `{{ x|default:'0' }}`, `{% firstof x 'none' %}`. Where JSON needs a value, an emitter may write such a text
// without quotes.

/** Whether the template spells a text. */
export type Spells = (text: string) => boolean;

/** A test for the texts in an expression's value that the template spells; undefined if it spells none of them. */
function spelledBy(expression: Expression, filters: Filters): Spells | undefined {
  if (expression.kind === "literal") return literalTexts([expression]);
  if (expression.kind !== "filtered") return undefined;
  const found: Spells[] = [];
  for (const use of expression.filters.toReversed()) {
    const entry = filters.get(use.name);
    const args = use.args.map(written);
    if (entry?.spells) found.push((text) => entry.spells?.(text, args) === true);
    // A fallback passes other values on as the filters before it made them.
    if (!entry?.spells || !entry.replacesAbsent) break;
  }
  return found.length === 0 ? undefined : (text) => found.some((spells) => spells(text));
}

/** A test for the literal texts among alternatives. */
export function literalTexts(values: readonly Expression[]): Spells | undefined {
  const literal = values.flatMap((value) => (value.kind === "literal" ? [value.value] : []));
  return literal.length === 0 ? undefined : (text) => literal.includes(text);
}

/** An argument as filter checks receive it. */
export function written(argument: Expression): WrittenArgument {
  return argument.kind === "literal" ? { value: argument.value } : undefined;
}

/** A template that can be rendered. It keeps no state between renderings. */
export interface Template {
  readonly source: string;
  readonly parts: readonly Part[];
  /** The text and outputs of a template without tags, which are written one after the other. */
  readonly plainParts: readonly (TextPart | OutputPart)[] | undefined;
  /** The only output of a template that has nothing else, not even a space. */
  readonly loneOutput: OutputPart | undefined;
  /** The variables of the data that it reads, in the order of the check. */
  readonly uses: readonly VariableUse[];
}

/** A variable of the data that a template reads. */
export interface VariableUse {
  readonly path: VariablePath;
  /** The offset in the source. */
  readonly offset: number;
  /** Variables that the template tests around this use, or that have a default. The use does not need them. */
  readonly guards: readonly VariablePath[];
  /** The conditions around this use, from the outermost: the tags of each. */
  readonly conditions: readonly (readonly Span[])[];
}
