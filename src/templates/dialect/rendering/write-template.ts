// Writes a template, or the parts of a block, to an emitter.

import type { OutputPart, Part, Template } from "../parsing/parts.ts";
import type { Emitter } from "./emitter.ts";
import type { RenderContext } from "./render-context.ts";
import { failureAt } from "./render-failure.ts";

/** @throws FailureAt */
export function writeTemplate({ parts, plainParts }: Template, context: RenderContext, emitter: Emitter): void {
  context.startTemplate();
  if (plainParts === undefined) {
    writeParts(parts, context, emitter);
    return;
  }
  for (const part of plainParts) {
    try {
      context.useStep();
      part.writePlain(context, emitter);
    } catch (error) {
      throw failureAt(error, part.begin);
    }
  }
}

/** @throws FailureAt */
export function evaluateOutput(part: OutputPart, context: RenderContext): unknown {
  try {
    return part.value(context);
  } catch (error) {
    throw failureAt(error, part.begin);
  }
}

/** An emitter that takes whole blocks. */
export interface BlockEmitter extends Emitter {
  /** Takes the parts of the block that is rendered now. */
  block(parts: readonly Part[], context: RenderContext): void;
}

/** Writes the parts of a template or a block. @throws FailureAt */
export function writeParts(parts: readonly Part[], context: RenderContext, emitter: Emitter | BlockEmitter): void {
  if ("block" in emitter) emitter.block(parts, context);
  else writeEach(parts, context, emitter);
}

/** Writes parts until one of them leaves the loop around them. @throws FailureAt */
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
