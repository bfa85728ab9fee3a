// A text of an object body, by what it is as a whole: a lone output, which goes from the event into the JSON without a detour
// through text, and so keeps its type; a value made by tags; a list or object that a loop makes in brackets; or a text.

import {
  evaluateOutput,
  jsonText,
  type OutputPart,
  type RenderContext,
  TextEmitter,
  writeTemplate,
} from "../dialect/dialect.ts";
import { MAX_BODY_BYTES } from "../limits.ts";
import type { MessageTemplate } from "../message-template.ts";
import type { BodyNode, WriteNode } from "./body-node.ts";
import type { BodyOutput } from "./body-output.ts";
import { jsonOfTemplate } from "./string-body.ts";
import { isValue, loopInBrackets } from "./value-shape.ts";
import { listText, valueText } from "./value-writer.ts";

/** What a text of the body is written by. */
export function textNode(template: MessageTemplate): BodyNode {
  const { loneOutput, parts } = template.template;
  if (loneOutput !== undefined) return { write: writeOutput(template, loneOutput) };
  if (isValue(template.template)) {
    return { give: (context, output) => valueText(parts, begin(template, context, output)) };
  }
  switch (loopInBrackets(template.template)) {
    case "values":
      return { write: (context, output) => output.appendCurrent(listText(parts, begin(template, context, output))) };
    case "json":
      return {
        write: (context, output) => output.appendCurrent(jsonOfTemplate(template, begin(template, context, output))),
      };
    default:
      return {
        write: (context, output) => output.appendCurrent(JSON.stringify(plainTextOf(template, context, output))),
      };
  }
}

/** A template as a text. */
export function plainTextOf(template: MessageTemplate, context: RenderContext, output: BodyOutput): string {
  const emitter = new TextEmitter(MAX_BODY_BYTES, "A text of the body");
  writeTemplate(template.template, begin(template, context, output), emitter);
  return emitter.buffer;
}

function writeOutput(template: MessageTemplate, part: OutputPart): WriteNode {
  return (context, output) => {
    output.current = template;
    output.appendCurrent(jsonText(evaluateOutput(part, context), part.isPath));
  };
}

/** Notes which template is written, and that nothing is assigned in it yet. */
function begin(template: MessageTemplate, context: RenderContext, output: BodyOutput): RenderContext {
  output.current = template;
  context.startTemplate();
  return context;
}
