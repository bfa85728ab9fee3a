// A part of a template: text, an output or a tag.

import type { Expression, Span } from "../expressions/ast.ts";
import { type Filters, isFixedPath } from "../expressions/compile.ts";
import { pathOf, type VariablePath } from "../expressions/variable-path.ts";
import type { WrittenArgument } from "../filters/filter.ts";
import type { Emitter, OutputEncoding } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { compileNeeded, type Give } from "./needed-variables.ts";

/** A part that can be rendered and checked. Its place is that of its whole: a block's first tag. */
export interface Part {
  readonly begin: number;
  readonly end: number;
  write(context: RenderContext, emitter: Emitter): void;
  /** What it reads and names. */
  describe(): Description;
}

/** What a part reads and names, so that a template can be checked without rendering it. */
export interface Description {
  /** What it evaluates, in the order of the source; before its blocks. */
  readonly reads?: readonly Expression[];
  /** Whether it asks if its variables are there, so that their absence, there and in its blocks, is no surprise. */
  readonly asks?: boolean;
  /** Of what it evaluates, what may be absent; it need not ask. */
  readonly mayLack?: readonly Expression[];
  readonly blocks?: readonly Block[];
  readonly writes?: Written;
  /** Names that it makes for the rest of the template. */
  readonly names?: readonly NewName[];
}

/**
 * What a part writes of itself: nothing, one value, or nothing but what its blocks write, of which it takes one once at most
 * ("block") or the first one any number of times, else the second ("each"). Where a part does not say, it may write anything.
 */
type Written = "nothing" | "value" | "block" | "each";

/** Parts inside a part, with the names that are known in there alone. */
export interface Block {
  readonly parts: readonly Part[];
  readonly names?: readonly NewName[];
  /** Where it is written under a condition, the tags that say so, the block's first tag before all: `{% if a %}`, `{% else %}`. */
  readonly condition?: readonly Span[];
}

/** A name that a template makes. */
export interface NewName {
  readonly name: string;
  /** Where in the source it is made. */
  readonly offset: number;
  /** What it stands for, where it is a variable's value, or each item of one. */
  readonly value?: { readonly of: Expression; readonly each: boolean };
}

// The text of a template between its outputs and tags.

/** Text that stands in the template. */
export class TextPart implements Part {
  readonly begin: number;
  readonly end: number;
  readonly text: string;
  /** Where in the source the text begins; whitespace control may have cut some of it. */
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

  /** In a template without tags. */
  writePlain(_context: RenderContext, emitter: Emitter): void {
    emitter.text(this);
  }

  describe(): Description {
    return {};
  }
}

// An output: `{{ ... }}`, or `{% echo ... %}`, which means the same.

/** One output of a template. */
export class OutputPart implements Part {
  readonly begin: number;
  readonly end: number;
  readonly expression: Expression;
  readonly encoding: OutputEncoding;
  readonly variable: VariablePath | undefined;
  readonly spells: Spells | undefined;
  /** Its value. */
  readonly value: Give;
  /** Whether, in a template without tags, its value is part of the data as it came, so of a size that is known. */
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

  /** Among tags, which may have made its value of anything. */
  write(context: RenderContext, emitter: Emitter): void {
    emitter.output(this.value(context), this, false);
  }

  /** In a template without tags. */
  writePlain(context: RenderContext, emitter: Emitter): void {
    emitter.output(this.value(context), this, this.isPath);
  }

  describe(): Description {
    return { reads: [this.expression], writes: "value" };
  }
}

// Texts that the template spells, apart from those that come from the data: `{{ x|floatformat:2 }}`, the fallback of
// `{{ x|default:'0' }}`, `{% firstof x 'none' %}`. Where a place asks for a value and not for a text, whoever writes the value
// may take them for what they spell.

/** Whether a text is spelled by the template. */
export type Spells = (text: string) => boolean;

/** Which texts of an expression's value are spelled; undefined where none are. */
function spelledBy(expression: Expression, filters: Filters): Spells | undefined {
  if (expression.kind === "literal") return words([expression]);
  if (expression.kind !== "filtered") return undefined;
  const found: Spells[] = [];
  for (const use of expression.filters.toReversed()) {
    const entry = filters.get(use.name);
    const args = use.args.map(written);
    if (entry?.spells) found.push((text) => entry.spells?.(text, args) === true);
    // A fallback leaves other values as the filters before it have made them.
    if (!entry?.spells || !entry.replacesAbsent) break;
  }
  return found.length === 0 ? undefined : (text) => found.some((spells) => spells(text));
}

/** The literal texts among values of which one is written. */
export function words(values: readonly Expression[]): Spells | undefined {
  const literal = values.flatMap((value) => (value.kind === "literal" ? [value.value] : []));
  return literal.length === 0 ? undefined : (text) => literal.includes(text);
}

/** An argument as a filter's entry is asked about it. */
export function written(argument: Expression): WrittenArgument {
  return argument.kind === "literal" ? { value: argument.value } : undefined;
}

/** A template that can be rendered. It keeps nothing between renderings. */
export interface Template {
  readonly source: string;
  readonly parts: readonly Part[];
  /** Its text and outputs, when it has no tags: they are then written one after the other. */
  readonly plainParts: readonly (TextPart | OutputPart)[] | undefined;
  /** The output that it consists of, when it consists of one and of nothing else, not even a space. */
  readonly loneOutput: OutputPart | undefined;
  /** The variables of the data that it reads, in the order of the check. */
  readonly uses: readonly VariableUse[];
}

/** A variable of the data that a template reads. */
export interface VariableUse {
  readonly path: VariablePath;
  /** Where in the source. */
  readonly offset: number;
  /** Variables that are asked for around it, or have a default: it is not counted on where they are absent. */
  readonly guards: readonly VariablePath[];
  /** The conditions that it is read under, the outermost first: the tags that each is made of. */
  readonly conditions: readonly (readonly Span[])[];
}
