// A body that is one template, as in Klaviyo: JSON with outputs in it. It must render to JSON. Stray commas that a loop
// or condition leaves are removed.

import { type RenderContext, writeTemplate } from "../dialect/dialect.ts";
import { MAX_RENDERED_DEPTH } from "../limits.ts";
import { MessageFailure } from "../message-failure.ts";
import type { MessageTemplate } from "../message-template.ts";
import type { BodyWriter } from "./body-output.ts";
import { JsonEmitter, type Piece } from "./json-emitter.ts";
import { isJson, jsonMistake, nestsDeeperThan } from "./json-syntax.ts";

/** Writes a string body. Its text is kept as rendered, so numbers keep all their digits. */
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

export const TOO_DEEP = `The body may nest at most ${MAX_RENDERED_DEPTH} levels deep.`;

function renderedJson(template: MessageTemplate, context: RenderContext): string {
  const emitter = new JsonEmitter({ keepPieces: false });
  writeTemplate(template.template, context, emitter);
  return isJson(emitter.buffer) ? emitter.buffer : withoutStrayCommas(template, context);
}

/** Renders again and records the pieces, to remove stray commas or to find the position of a mistake. */
function withoutStrayCommas(template: MessageTemplate, context: RenderContext): string {
  const emitter = new JsonEmitter({ keepPieces: true });
  writeTemplate(template.template, context, emitter);
  const pieces = emitter.pieces ?? [];
  const found = correctCommas(emitter.buffer, pieces);
  if (isJson(found.text)) return found.text;
  throw jsonFailure(template, found, pieces);
}

function jsonFailure({ source }: MessageTemplate, found: Corrected, pieces: readonly Piece[]): MessageFailure {
  const { text } = found;
  const mistake = jsonMistake(text);
  if (mistake === undefined) return new MessageFailure("template-json", "The rendered body is not JSON.");
  const next = mistake.offset < text.length ? JSON.stringify(text.charAt(mistake.offset)) : "its end";
  const message = `The rendered body is not JSON: expected ${mistake.expected} here, but found ${next}.`;
  const offset = sourceOffset(pieces, renderedOffset(found, mistake.offset), source.length);
  return new MessageFailure("template-json", message, offset);
}

/** The offset in the template that wrote the rendered text at `offset`. */
function sourceOffset(pieces: readonly Piece[], offset: number, end: number): number {
  const piece = pieces.findLast(({ at, part }) => at <= offset && part !== undefined);
  if (piece?.part === undefined) return 0;
  if (!("text" in piece.part)) return piece.part.begin;
  return Math.min(piece.part.offset + offset - piece.at, end);
}

// A stray comma has no item before or after it, because an item was left out. Only commas of the template's own text
// are removed, and only if no item can be missing otherwise: two adjacent commas in the template stay and are reported.

interface Corrected {
  readonly text: string;
  /** The offsets of the commas in the rendered text, in ascending order. */
  readonly removed: readonly number[];
}

/** A character that is not white space. */
interface Sign {
  readonly sign: string;
  readonly at: number;
  /** The index of its piece. */
  readonly piece: number;
}

/** Removes stray commas from a text that was rendered in these pieces. */
function correctCommas(text: string, pieces: readonly Piece[]): Corrected {
  const removed: number[] = [];
  let last: Sign = { sign: "", at: -1, piece: -1 };
  for (const next of signsOf(text, pieces)) {
    if (isStray(next, last)) {
      removed.push(next.at);
      // The rest of this piece is as the author wrote it.
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

/** Signs that a comma can't follow. */
const BEFORE_ITEM: readonly string[] = [",", "[", "{"];

/** Whether a comma follows an item that was left out. */
function isStray({ sign, piece }: Sign, last: Sign): boolean {
  return sign === "," && BEFORE_ITEM.includes(last.sign) && last.piece !== piece;
}

/** The offset in the rendered text for an offset in the corrected text. */
function renderedOffset({ removed }: Corrected, offset: number): number {
  return removed.reduce((at, comma) => (comma <= at ? at + 1 : at), offset);
}

/** The signs outside of quotes. A text in quotes counts as one sign, its opening quote. */
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

/** The offset of the closing quote. */
function endOfText(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === "\\") at++;
    else if (sign === '"') return at;
  }
  return text.length;
}

/** Finds the piece at an offset. Offsets must ascend. */
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
