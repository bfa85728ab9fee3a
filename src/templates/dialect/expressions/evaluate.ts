// What an expression becomes when it is compiled, and what it is evaluated in.

import type { FilterCall, FilterEntry } from "../filters/filter.ts";

/** What an expression is evaluated in. */
export interface Scope extends FilterCall {
  /** The value of a variable; undefined where there is none of this name. */
  variable(name: string): unknown;
  /**
   * Counts a filter or comparison, before it is made.
   * @throws RenderFailure when the rendering takes too long.
   */
  useStep(): void;
}

/** Gives the value of an expression. */
export type Evaluate = (scope: Scope) => unknown;

/** Filters by their names. */
export type Filters = ReadonlyMap<string, FilterEntry>;
