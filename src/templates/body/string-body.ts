// A body that is one template, as in Klaviyo: JSON with outputs in it. It must render to JSON.

import { type RenderContext, writeTemplate } from "../dialect/dialect.ts";
import { MAX_RENDERED_DEPTH } from "../limits.ts";
import { MessageFailure } from "../message-failure.ts";
import type { MessageTemplate } from "../message-template.ts";
import type { BodyWriter } from "./body-output.ts";
import { JsonEmitter, type Piece } from "./json-emitter.ts";
import { isJson, jsonMistake, nestsDeeperThan } from "./json-syntax.ts";

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

// Commas that a loop or condition leaves where nothing follows, or nothing goes before: after the last item, after an item
// that was left out. Only commas of the template's own text are taken away, and only where no item could be missing
// otherwise: two commas that stand side by side in the template stay, and are told as the mistake that they are.

/** A rendered text without those commas. */
interface Mended {
  readonly text: string;
  /** Where the commas were, in ascending order: places in the text as it was rendered. */
  readonly removed: readonly number[];
}

/** What is no white space. */
interface Sign {
  readonly sign: string;
  readonly at: number;
  /** The piece of the rendered text that it stands in, by its number. */
  readonly piece: number;
}

/** Takes away the commas of a text that was rendered in these pieces. */
function mendCommas(text: string, pieces: readonly Piece[]): Mended {
  const removed: number[] = [];
  let last: Sign = { sign: "", at: -1, piece: -1 };
  for (const next of signsOf(text, pieces)) {
    if (isStray(next, last)) {
      removed.push(next.at);
      // What follows in the same piece was written so.
      last = { ...last, piece: next.piece };
      continue;
    }
    if (last.sign === "," && CLOSING.includes(next.sign)) removed.push(last.at);
    last = next;
  }
  removed.sort((a, b) => a - b);
  return { text: without(text, removed), removed };
}

const CLOSING: readonly string[] = ["]", "}"];

/** What a comma can't follow. */
const BEFORE_ITEM: readonly string[] = [",", "[", "{"];

/** Whether a comma follows where an item was left out. */
function isStray({ sign, piece }: Sign, last: Sign): boolean {
  return sign === "," && BEFORE_ITEM.includes(last.sign) && last.piece !== piece;
}

/** The place in the rendered text of a place in the mended one. */
function renderedPlace({ removed }: Mended, offset: number): number {
  return removed.reduce((place, comma) => (comma <= place ? place + 1 : place), offset);
}

/** What stands outside of quotes, apart from white space; a text in quotes, or a value, as one sign of its own. */
function* signsOf(text: string, pieces: readonly Piece[]): Generator<Sign> {
  const piece = pieceFinder(pieces);
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"') {
      yield { sign, at, piece: piece(at) };
      at = endOfText(text, at);
    } else if (sign.trim() !== "") yield { sign, at, piece: piece(at) };
  }
}

/** The last unit of a text in quotes that begins at `begin`. */
function endOfText(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === "\\") at++;
    else if (sign === '"') return at;
  }
  return text.length;
}

/** Finds the piece that a place is in; asked for places in ascending order. */
function pieceFinder(pieces: readonly Piece[]): (at: number) => number {
  let current = 0;
  return (at) => {
    for (let next = pieces[current + 1]; next && next.at <= at; next = pieces[current + 1]) current++;
    return current;
  };
}

function without(text: string, removed: readonly number[]): string {
  const begins = [0, ...removed.map((at) => at + 1)];
  return begins.map((begin, index) => text.slice(begin, removed[index])).join("");
}
