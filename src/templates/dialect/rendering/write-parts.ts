// Parts written one after the other, with the place of the one that fails.

import type { Part } from "../parsing/part.ts";
import type { Emitter } from "./emitter.ts";
import type { RenderContext } from "./render-context.ts";
import { failureAt } from "./render-failure.ts";

/** Writes parts, up to one that leaves the loop around them. @throws FailureAt */
export function writeParts(parts: readonly Part[], context: RenderContext, emitter: Emitter): void {
  for (const part of parts) {
    try {
      context.budget.usePart();
      part.write(context, emitter);
    } catch (error) {
      throw failureAt(error, part.begin);
    }
    if (context.interrupt !== undefined) return;
  }
}
