// What one rendering has used of its limits, for all of its templates together.

import { MAX_FILTER_OUTPUT, MAX_LOOP_PASSES, MAX_RENDER_MS } from "../limits.ts";
import { RenderFailure } from "./render-failure.ts";

/** Parts that are written between two looks at the clock. */
const PARTS_PER_LOOK = 32;

/** The limits of one rendering; made anew for each. */
export class Budget {
  #output = 0;
  #loopPasses = 0;
  #parts = 0;
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

  /** Counts a part of a template that is written, and looks at the clock now and then. */
  usePart(): void {
    if (this.#parts++ % PARTS_PER_LOOK === 0) this.#checkTime(performance.now());
  }

  #checkTime(now: number): void {
    this.#deadline ??= now + MAX_RENDER_MS;
    if (now > this.#deadline) {
      throw new RenderFailure("template-limit-time", `The template takes longer than ${MAX_RENDER_MS} ms.`);
    }
  }
}
