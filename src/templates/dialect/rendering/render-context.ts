// The state of a rendering: variables, names that the template defines, the time, and the limits.

import type { Scope } from "../expressions/compile.ts";
import { MAX_FILTER_OUTPUT, MAX_LOOP_PASSES, MAX_RENDER_MS } from "../limits.ts";
import { RenderFailure } from "./render-failure.ts";

/**
 * The time of a rendering, for `{% today %}` and dates. It is never the clock's, so a repeated rendering gives the same
 * result.
 */
export interface RenderTime {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** IANA name of the zone for dates; UTC if absent. */
  readonly timeZone?: string | undefined;
}

/** Names with their values. The object has no prototype, so it contains only names that were assigned. */
export type Names = Record<string, unknown>;

const NO_KEYWORDS = {};

export function noNames(): Names {
  return Object.create(null);
}

/** The context of one template after the other. The contexts of one message share a budget. */
export class RenderContext implements Scope {
  readonly keywords: Scope["keywords"] = NO_KEYWORDS;
  readonly now: number;
  readonly timeZone: string;
  readonly budget: Budget;
  /** Whether an output of an absent variable fails the rendering. */
  readonly needsVariables: boolean;
  /** Set while a `break` or `continue` leaves the parts of its loop. */
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

  /** Discards the names that the previous template assigned. */
  startTemplate(): void {
    this.#assigned = undefined;
    this.#memory = undefined;
  }

  /** Looks a variable up: first in the blocks, from the innermost, then among assigned names, then in the data. */
  variable(name: string): unknown {
    for (let index = this.#blocks.length - 1; index >= 0; index--) {
      const names = this.#blocks[index];
      if (names && name in names) return names[name];
    }
    if (this.#assigned && name in this.#assigned) return this.#assigned[name];
    return Object.hasOwn(this.#variables, name) ? Reflect.get(this.#variables, name) : undefined;
  }

  /** Assigns a name for the rest of the template. */
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

  /** The state of tags during one template, such as the position of a `cycle`. */
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

/** Steps between two reads of the clock. One step may take milliseconds if a filter processes a large value. */
const STEPS_PER_LOOK = 16;

/** The limits of one rendering, shared by all of its templates. */
export class Budget {
  #output = 0;
  #loopPasses = 0;
  #steps = 0;
  #deadline: number | undefined;

  /** Counts passes of a loop before they run. */
  useLoopPasses(count: number): void {
    this.#loopPasses += count;
    if (this.#loopPasses > MAX_LOOP_PASSES) {
      throw new RenderFailure("template-limit-loops", `The loops make more than ${MAX_LOOP_PASSES} passes.`);
    }
  }

  /** Counts the output of filters, ranges and captures, in characters and items. */
  useOutput(count: number): void {
    // Filters pass lengths from templates: a negative or absent number costs nothing.
    if (!(Number(count) > 0)) return;
    this.#output += Number(count);
    if (this.#output > MAX_FILTER_OUTPUT) {
      throw new RenderFailure(
        "template-limit-size",
        `Filters and ranges produce more than ${MAX_FILTER_OUTPUT} characters.`,
      );
    }
  }

  /** Counts a step that a large value may slow down, and reads the clock every few steps. */
  useStep(): void {
    if (this.#steps++ % STEPS_PER_LOOK === 0) this.#checkTime(performance.now());
  }

  #checkTime(now: number): void {
    this.#deadline ??= now + MAX_RENDER_MS;
    if (now > this.#deadline) {
      throw new RenderFailure("template-limit-time", `The template takes longer than ${MAX_RENDER_MS} ms.`);
    }
  }
}
