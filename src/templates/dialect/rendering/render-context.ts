// What a template is rendered in: its variables, the names that it makes itself, the time, and the limits.

import type { Scope } from "../expressions/evaluate.ts";
import type { Budget } from "./budget.ts";

/** When a rendering takes place, for `{% today %}` and dates: never the clock, so that a repeat renders the same. */
export interface RenderTime {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** IANA name of the zone that dates are shown in; UTC when absent. */
  readonly timeZone?: string | undefined;
}

/** Names with their values; of no prototype, so that they hold no name that nobody gave. */
export type Names = Record<string, unknown>;

const NO_KEYWORDS = {};

/** No names yet. */
export function noNames(): Names {
  return Object.create(null);
}

/** One rendering of one template after the other. Contexts of one message share their budget. */
export class RenderContext implements Scope {
  readonly keywords: Scope["keywords"] = NO_KEYWORDS;
  readonly now: number;
  readonly timeZone: string;
  readonly budget: Budget;
  /** Whether a variable that is put out must have a value. */
  readonly needsVariables: boolean;
  /** Set where a `break` or `continue` leaves the parts around it, up to its loop. */
  interrupt: "break" | "continue" | undefined;
  readonly #variables: object;
  readonly #blocks: Names[] = [];
  #assigned: Names | undefined;
  #memory: Map<unknown, unknown> | undefined;

  constructor(variables: object, { now, timeZone }: RenderTime, budget: Budget, needsVariables = false) {
    this.#variables = variables;
    this.now = now;
    this.timeZone = timeZone ?? "UTC";
    this.budget = budget;
    this.needsVariables = needsVariables;
  }

  /** Forgets what a template before has assigned. */
  startTemplate(): void {
    this.#assigned = undefined;
    this.#memory = undefined;
  }

  /** A variable: that of the innermost block which has one of this name, else an assigned one, else one of the data. */
  variable(name: string): unknown {
    for (let index = this.#blocks.length - 1; index >= 0; index--) {
      const names = this.#blocks[index];
      if (names && name in names) return names[name];
    }
    if (this.#assigned && name in this.#assigned) return this.#assigned[name];
    return Object.hasOwn(this.#variables, name) ? Reflect.get(this.#variables, name) : undefined;
  }

  /** Gives a name to a value, for the rest of the template. */
  assign(name: string, value: unknown): void {
    this.#assigned ??= noNames();
    this.#assigned[name] = value;
  }

  /** Begins a block whose names hide others of the same name. */
  enter(names: Names): void {
    this.#blocks.push(names);
  }

  /** Ends the innermost block. */
  leave(): void {
    this.#blocks.pop();
  }

  /** What tags remember while a template is rendered, such as how far a `cycle` has come. */
  get memory(): Map<unknown, unknown> {
    this.#memory ??= new Map();
    return this.#memory;
  }

  useOutput(count: number): void {
    this.budget.useOutput(count);
  }

  useStep(): void {
    this.budget.useStep();
  }
}
