// The beginning of a response body. Bytes beyond the limit are not read.

import type { IncomingHttpHeaders } from "node:http";
import { type AnswerHider, excerpt } from "./excerpt.ts";
import { EXCERPT_LIMIT } from "./limits.ts";

export class AnswerBody {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  /** Adds the next chunk; false if the body is longer than the limit. */
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
