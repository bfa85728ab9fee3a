// The text of a body while it is written.

import type { RenderContext } from "../dialect/dialect.ts";
import { MAX_BODY_BYTES } from "../limits.ts";
import { MessageFailure } from "../message-failure.ts";
import type { MessageTemplate } from "../message-template.ts";

/** Writes a body, or a part of one. */
export type BodyWriter = (newContext: () => RenderContext, output: BodyOutput) => void;

/** What a body that is too long fails with. */
export const TOO_LONG = `The body is longer than ${MAX_BODY_BYTES} bytes.`;

/** A UTF-16 unit never takes more than 3 bytes of UTF-8: shorter texts need no counting. */
const BYTES_PER_UNIT = 3;

const encoder = new TextEncoder();

/** Collects the text of a body, within its limit. */
export class BodyOutput {
  text = "";
  /** The template that is being written: where a failure has happened. */
  current: MessageTemplate | undefined;
  /** How long the text is, once it has to be counted. */
  #bytes: number | undefined;

  /** Writes what stands between templates, or what is known to be the whole of the body. */
  append(text: string): void {
    this.text += text;
    if (!this.#isTooLong(text)) return;
    this.current = undefined;
    throw new MessageFailure("template-limit-size", TOO_LONG);
  }

  /** Writes what the current template gives. */
  appendCurrent(text: string): void {
    this.text += text;
    if (this.#isTooLong(text)) throw new MessageFailure("template-limit-size", TOO_LONG, 0);
  }

  #isTooLong(added: string): boolean {
    if (this.text.length * BYTES_PER_UNIT <= MAX_BODY_BYTES) return false;
    this.#bytes = this.#bytes === undefined ? bytesOf(this.text) : this.#bytes + bytesOf(added);
    return this.#bytes > MAX_BODY_BYTES;
  }
}

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}
