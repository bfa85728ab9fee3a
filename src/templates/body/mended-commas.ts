// Commas that a loop or condition leaves where nothing follows, or nothing goes before: after the last item, after an item
// that was left out. Only commas of the template's own text are taken away, and only where no item could be missing
// otherwise: two commas that stand side by side in the template stay, and are told as the mistake that they are.

import type { Piece } from "./json-emitter.ts";

/** A rendered text without those commas. */
export interface Mended {
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
export function mendCommas(text: string, pieces: readonly Piece[]): Mended {
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
export function renderedPlace({ removed }: Mended, offset: number): number {
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
