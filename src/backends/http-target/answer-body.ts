// What is read of an answer's body while it comes: no more than is kept of it.

import type { IncomingHttpHeaders } from "node:http";
import { type AnswerHider, excerpt } from "./excerpt.ts";
import { EXCERPT_LIMIT } from "./limits.ts";

/** The beginning of a body. */
export class AnswerBody {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  /** Adds what came next; false when that is more than is read. */
  add(chunk: Buffer): boolean {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    return this.#length <= EXCERPT_LIMIT;
  }

  /** The body as text: see `excerpt`. */
  excerpt(headers: IncomingHttpHeaders, hider: AnswerHider | undefined): string {
    const [first] = this.#chunks;
    if (first === undefined) return "";
    const bytes = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    const { "content-encoding": encoding, "content-type": type } = headers;
    return excerpt({ bytes, cut: this.#length > EXCERPT_LIMIT, encoding, type }, hider);
  }
}
