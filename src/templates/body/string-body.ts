// A body that is one template, as in Klaviyo: JSON with outputs in it. It must render to JSON.

import { type RenderContext, writeTemplate } from "../dialect/dialect.ts";
import { MAX_RENDERED_DEPTH } from "../limits.ts";
import { MessageFailure } from "../message-failure.ts";
import type { MessageTemplate } from "../message-template.ts";
import type { BodyWriter } from "./body-output.ts";
import { JsonEmitter, type Piece } from "./json-emitter.ts";
import { isJson, jsonMistake, nestsDeeperThan } from "./json-syntax.ts";
import { type Mended, mendCommas, renderedPlace } from "./mended-commas.ts";

/** Writes a string body. Its text is kept as it was rendered, so numbers keep every digit that they were written with. */
export function stringBodyWriter(template: MessageTemplate): BodyWriter {
  return (newContext, output) => {
    output.current = template;
    output.append(jsonOfTemplate(template, newContext()));
  };
}

/** The JSON that a template renders to. @throws MessageFailure if it is not JSON, or nests too deep */
export function jsonOfTemplate(template: MessageTemplate, context: RenderContext): string {
  const json = renderedJson(template, context);
  if (nestsDeeperThan(json, MAX_RENDERED_DEPTH)) throw new MessageFailure("template-limit-depth", TOO_DEEP);
  return json;
}

/** Why a body that nests too deep is refused. */
export const TOO_DEEP = `The body may nest at most ${MAX_RENDERED_DEPTH} levels deep.`;

function renderedJson(template: MessageTemplate, context: RenderContext): string {
  const emitter = new JsonEmitter({ keepPieces: false });
  writeTemplate(template.template, context, emitter);
  return isJson(emitter.buffer) ? emitter.buffer : mended(template, context);
}

/** Renders once more, now with the places, to mend what loops left behind, or to say where the mistake is. */
function mended(template: MessageTemplate, context: RenderContext): string {
  const emitter = new JsonEmitter({ keepPieces: true });
  writeTemplate(template.template, context, emitter);
  const pieces = emitter.pieces ?? [];
  const found = mendCommas(emitter.buffer, pieces);
  if (isJson(found.text)) return found.text;
  throw jsonFailure(template, found, pieces);
}

function jsonFailure({ source }: MessageTemplate, found: Mended, pieces: readonly Piece[]): MessageFailure {
  const { text } = found;
  const mistake = jsonMistake(text);
  if (mistake === undefined) return new MessageFailure("template-json", "The rendered body is not JSON.");
  const stands = mistake.offset < text.length ? `but ${JSON.stringify(text.charAt(mistake.offset))}` : "but its end";
  const message = `The rendered body is not JSON: ${mistake.expected} was expected here, ${stands} found.`;
  const offset = sourceOffset(pieces, renderedPlace(found, mistake.offset), source.length);
  return new MessageFailure("template-json", message, offset);
}

/** The place in the template that wrote what stands at `offset` of the rendered text. */
function sourceOffset(pieces: readonly Piece[], offset: number, end: number): number {
  const piece = pieces.findLast(({ at, part }) => at <= offset && part !== undefined);
  if (piece?.part === undefined) return 0;
  if (!("text" in piece.part)) return piece.part.begin;
  return Math.min(piece.part.offset + offset - piece.at, end);
}
