// A body that is one template, as in Klaviyo: JSON with outputs in it. It must render to JSON.

import { type RenderContext, writeTemplate } from "../dialect/dialect.ts";
import { MessageFailure } from "../message-failure.ts";
import type { MessageTemplate } from "../message-template.ts";
import type { BodyWriter } from "./body-output.ts";
import { JsonEmitter, type Piece } from "./json-emitter.ts";
import { jsonMistake } from "./json-syntax.ts";

/** Writes a string body. Its text is kept as it was rendered, so numbers keep every digit that they were written with. */
export function stringBodyWriter(template: MessageTemplate): BodyWriter {
  return (newContext, output) => {
    output.current = template;
    const emitter = new JsonEmitter({ keepPieces: false });
    writeTemplate(template.template, newContext(), emitter);
    if (!isJson(emitter.buffer)) throw jsonFailure(template, newContext());
    output.append(emitter.buffer);
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Renders once more, now with the places, to say where the mistake is. */
function jsonFailure(template: MessageTemplate, context: RenderContext): MessageFailure {
  const emitter = new JsonEmitter({ keepPieces: true });
  writeTemplate(template.template, context, emitter);
  const text = emitter.buffer;
  const mistake = jsonMistake(text);
  if (mistake === undefined) return new MessageFailure("template-json", "The rendered body is not JSON.");
  const found = mistake.offset < text.length ? `but ${JSON.stringify(text.charAt(mistake.offset))}` : "but its end";
  const message = `The rendered body is not JSON: ${mistake.expected} was expected here, ${found} found.`;
  const offset = sourceOffset(emitter.pieces ?? [], mistake.offset, template.source.length);
  return new MessageFailure("template-json", message, offset);
}

/** The place in the template that wrote what stands at `offset` of the rendered text. */
function sourceOffset(pieces: readonly Piece[], offset: number, end: number): number {
  const piece = pieces.findLast(({ at, part }) => at <= offset && part !== undefined);
  if (piece?.part === undefined) return 0;
  if (!("text" in piece.part)) return piece.part.begin;
  return Math.min(piece.part.offset + offset - piece.at, end);
}
