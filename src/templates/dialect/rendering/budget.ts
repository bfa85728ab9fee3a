// What one rendering has used of its limits, for all of its templates together.

import { MAX_FILTER_OUTPUT, MAX_LOOP_PASSES, MAX_RENDER_MS } from "../limits.ts";
import { RenderFailure } from "./render-failure.ts";

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
