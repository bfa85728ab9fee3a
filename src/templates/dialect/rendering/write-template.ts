// A template written to an emitter.

import type { OutputPart } from "../parsing/output-part.ts";
import type { Template } from "../parsing/parse-template.ts";
import type { Emitter } from "./emitter.ts";
import type { RenderContext } from "./render-context.ts";
import { failureAt } from "./render-failure.ts";
import { writeParts } from "./write-parts.ts";

/** Writes a template. @throws FailureAt */
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

/** The value of an output. @throws FailureAt */
export function evaluateOutput(part: OutputPart, context: RenderContext): unknown {
  try {
    return part.value(context);
  } catch (error) {
    throw failureAt(error, part.begin);
  }
}
