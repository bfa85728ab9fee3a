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

/** Collects the text of a body, within its limit. */
export class BodyOutput {
  text = "";
  /** The template that is being written: where a failure has happened. */
  current: MessageTemplate | undefined;

  append(text: string): void {
    this.text += text;
    if (this.text.length > MAX_BODY_BYTES) throw new MessageFailure("template-limit-size", TOO_LONG);
  }

  /** The whole text; fails when it has more bytes than a body may. */
  finish(): string {
    const { text } = this;
    if (text.length * BYTES_PER_UNIT > MAX_BODY_BYTES && new TextEncoder().encode(text).length > MAX_BODY_BYTES) {
      this.current = undefined;
      throw new MessageFailure("template-limit-size", TOO_LONG);
    }
    return text;
  }
}
