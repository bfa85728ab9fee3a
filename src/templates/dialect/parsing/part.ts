// A part of a template: text, an output or a tag.

import type { Expression, Span } from "../expressions/ast.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";

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
export type Written = "nothing" | "value" | "block" | "each";

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
