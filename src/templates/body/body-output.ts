// The text of a body during its rendering.

import type { RenderContext } from "../dialect/dialect.ts";
import { MAX_BODY_BYTES } from "../limits.ts";
import { MessageFailure } from "../message-failure.ts";
import type { MessageTemplate } from "../message-template.ts";

/** Writes a body or a part of one. */
export type BodyWriter = (newContext: () => RenderContext, output: BodyOutput) => void;

export const TOO_LONG = `The body is longer than ${MAX_BODY_BYTES} bytes.`;

/** A UTF-16 code unit takes at most 3 bytes in UTF-8, so shorter texts need no counting. */
const BYTES_PER_UNIT = 3;

const encoder = new TextEncoder();

/** The limit of an output, and the sentence that reports it. */
export interface OutputLimit {
  /** In bytes of UTF-8. */
  readonly bytes: number;
  readonly message: string;
}

const BODY_LIMIT: OutputLimit = { bytes: MAX_BODY_BYTES, message: TOO_LONG };

/** Collects the text of a body, up to its limit. */
export class BodyOutput {
  text = "";
  readonly #limit: OutputLimit;
  /** The template that is being rendered, for the position of a failure. */
  current: MessageTemplate | undefined;
  /** The length of the text, once it must be counted. */
  #bytes: number | undefined;

  constructor(limit: OutputLimit = BODY_LIMIT) {
    this.#limit = limit;
  }

  /** Writes text between templates, or a complete body. */
  append(text: string): void {
    this.text += text;
    if (!this.#isTooLong(text)) return;
    this.current = undefined;
    throw new MessageFailure("template-limit-size", this.#limit.message);
  }

  /** Writes the output of the current template. */
  appendCurrent(text: string): void {
    this.text += text;
    if (this.#isTooLong(text)) throw new MessageFailure("template-limit-size", this.#limit.message, 0);
  }

  #isTooLong(added: string): boolean {
    if (this.text.length * BYTES_PER_UNIT <= this.#limit.bytes) return false;
    this.#bytes = this.#bytes === undefined ? bytesOf(this.text) : this.#bytes + bytesOf(added);
    return this.#bytes > this.#limit.bytes;
  }
}

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}
