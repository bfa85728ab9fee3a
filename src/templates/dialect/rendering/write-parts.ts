// Parts written one after the other, with the place of the one that fails.

import type { Part } from "../parsing/part.ts";
import type { Emitter } from "./emitter.ts";
import type { RenderContext } from "./render-context.ts";
import { failureAt } from "./render-failure.ts";

/** An emitter to which blocks come as such. */
export interface BlockEmitter extends Emitter {
  /** Takes the parts of a block that is written now. */
  block(parts: readonly Part[], context: RenderContext): void;
}

/** Writes the parts of a template or a block. @throws FailureAt */
export function writeParts(parts: readonly Part[], context: RenderContext, emitter: Emitter | BlockEmitter): void {
  if ("block" in emitter) emitter.block(parts, context);
  else writeEach(parts, context, emitter);
}

/** Writes parts one after the other, up to one that leaves the loop around them. @throws FailureAt */
export function writeEach(parts: readonly Part[], context: RenderContext, emitter: Emitter): void {
  for (const part of parts) {
    try {
      context.useStep();
      part.write(context, emitter);
    } catch (error) {
      throw failureAt(error, part.begin);
    }
    if (context.interrupt !== undefined) return;
  }
}
