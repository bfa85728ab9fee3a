// What one rendering has used of its limits, for all of its templates together. It stands in for liquidjs's own
// limiters, whose errors can be told apart by their text alone.

import { RenderFailure } from "../dialect/rendering/render-failure.ts";
import { MAX_FILTER_OUTPUT, MAX_LOOP_PASSES, MAX_RENDER_MS } from "../limits.ts";

/** The part of liquidjs's limiter that it calls. */
interface Limiter {
  use(count: number): void;
  check(count: number): void;
}

/** The limits of one rendering; made anew for each. */
export class Budget {
  /** What filters make, in characters and items. */
  readonly memory: Limiter = { use: (count) => this.#useFilterOutput(count), check: () => {} };
  /** liquidjs tells the time (milliseconds of its own clock) before each part inside a block. */
  readonly time: Limiter = { use: () => {}, check: (now) => this.#checkTime(now) };
  #filterOutput = 0;
  #loopPasses = 0;
  #deadline: number | undefined;

  /** Counts passes through a loop, before they are made. */
  useLoopPasses(count: number): void {
    this.#loopPasses += count;
    if (this.#loopPasses > MAX_LOOP_PASSES) {
      throw new RenderFailure("template-limit", `The loops make more than ${MAX_LOOP_PASSES} passes.`);
    }
  }

  #useFilterOutput(count: number): void {
    // liquidjs passes on what it was given: a negative or missing number costs nothing.
    if (!(Number(count) > 0)) return;
    this.#filterOutput += Number(count);
    if (this.#filterOutput > MAX_FILTER_OUTPUT) {
      throw new RenderFailure("template-limit", `Filters and ranges make more than ${MAX_FILTER_OUTPUT} characters.`);
    }
  }

  #checkTime(now: number): void {
    this.#deadline ??= now + MAX_RENDER_MS;
    if (now > this.#deadline) {
      throw new RenderFailure("template-limit", `The template takes longer than ${MAX_RENDER_MS} ms.`);
    }
  }
}
