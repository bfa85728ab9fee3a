// The context that liquidjs renders in: its variables, and what our tags and filters need beside them. It also closes
// the ways by which a template could reach methods of liquidjs's own objects.

import { Context, Drop, type Liquid } from "liquidjs";
import type { Budget } from "./budget.ts";

/** When a step takes place, for `{% today %}` and dates: never the clock, so that a repeat renders the same. */
export interface StepTime {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** IANA name of the zone that dates are shown in; UTC when absent. */
  readonly timeZone?: string | undefined;
}

/** One rendering of one template. Contexts of one message share their budget. */
export class RenderContext extends Context {
  readonly time: StepTime;
  readonly budget: Budget;
  readonly #engine: Liquid;
  /** The variables of each open block; liquidjs keeps the same, but to itself. */
  readonly #blocks: object[] = [];

  constructor(variables: object, time: StepTime, budget: Budget, engine: Liquid) {
    super(
      variables,
      engine.options,
      { sync: true },
      {
        // liquidjs declares its limiter as a class with private fields, but calls only the two methods that these have.
        memoryLimit: budget.memory as Context["memoryLimit"],
        renderLimit: budget.time as Context["renderLimit"],
        liquid: engine,
      },
    );
    this.time = time;
    this.budget = budget;
    this.#engine = engine;
  }

  /** A context for the same variables, without what a template before assigned. */
  fresh(): RenderContext {
    return new RenderContext(this.environments, this.time, this.budget, this.#engine);
  }

  /** Filters such as `where` read the properties of an item in a context of its own. */
  override spawn(variables: object = {}): RenderContext {
    return new RenderContext(variables, this.time, this.budget, this.#engine);
  }

  override push(variables: object): number {
    this.#blocks.push(variables);
    return super.push(variables);
  }

  override pop(): ReturnType<Context["pop"]> {
    this.#blocks.pop();
    return super.pop();
  }

  /** A variable: that of the innermost block which has one of this name, else an assigned one, else the message's. */
  variable(name: string | number): unknown {
    const block = this.#blocks.findLast((variables) => name in variables);
    if (block) return this.readProperty(block, name);
    const assigned = this.bottom();
    return this.readProperty(name in assigned ? assigned : this.environments, name);
  }

  /**
   * A property, as Liquid has it: own properties, and `size`, `first` and `last`. liquidjs lets through every method of
   * its Drops (`nil`, `empty`, `blank`), prototypes included; here they have no properties.
   */
  override readProperty(object: object, key: string | number | Drop): unknown {
    return object instanceof Drop ? undefined : super.readProperty(object, key);
  }
}

/** The context that our tags and filters are called in: always ours, as nothing else makes one. */
export function renderContext(context: Context): RenderContext {
  if (!(context instanceof RenderContext)) throw new TypeError("A template was rendered outside of a RenderContext");
  return context;
}
