// What a template is rendered in: its variables, the names that it makes itself, the time, and the limits.

import type { Scope } from "../expressions/compile.ts";
import { MAX_FILTER_OUTPUT, MAX_LOOP_PASSES, MAX_RENDER_MS } from "../limits.ts";
import { RenderFailure } from "./render-failure.ts";

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

// What one rendering has used of its limits, for all of its templates together.

/** Steps between two looks at the clock. One may take milliseconds, where a filter goes through all that an event may hold. */
const STEPS_PER_LOOK = 16;

/** The limits of one rendering; made anew for each. */
export class Budget {
  #output = 0;
  #loopPasses = 0;
  #steps = 0;
  #deadline: number | undefined;

  /** Counts passes through a loop, before they are made. */
  useLoopPasses(count: number): void {
    this.#loopPasses += count;
    if (this.#loopPasses > MAX_LOOP_PASSES) {
      throw new RenderFailure("template-limit-loops", `The loops make more than ${MAX_LOOP_PASSES} passes.`);
    }
  }

  /** Counts what filters, ranges and captures make, in characters and items. */
  useOutput(count: number): void {
    // Filters pass on what they were given: a negative or missing number costs nothing.
    if (!(Number(count) > 0)) return;
    this.#output += Number(count);
    if (this.#output > MAX_FILTER_OUTPUT) {
      throw new RenderFailure(
        "template-limit-size",
        `Filters and ranges make more than ${MAX_FILTER_OUTPUT} characters.`,
      );
    }
  }

  /** Counts a step, which is whatever a large value may make slow, and looks at the clock now and then. */
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
