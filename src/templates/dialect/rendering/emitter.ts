// The receiver of a rendering. An emitter gets the template's text and the values separately, so it can write each
// value as its context requires.

import type { VariablePath } from "../expressions/variable-path.ts";
import { plainText } from "../values/value-text.ts";
import { RenderFailure } from "./render-failure.ts";

/** The encoding that the last filter of an output applied to its value, so that it is not applied twice. */
export type OutputEncoding = "none" | "json" | "url";

/** Text of a template, as an emitter sees it. */
export interface WrittenText {
  readonly text: string;
  /** The offset of the text in the source. */
  readonly offset: number;
}

/** An output or tag that writes a value, as an emitter sees it. */
export interface WrittenOutput {
  /** Its offset in the source. */
  readonly begin: number;
  readonly encoding: OutputEncoding;
  /** The variable that it writes without filters. */
  readonly variable?: VariablePath | undefined;
  /**
   * Whether a text of its value comes from the template and not from the data: a formatted number, or a literal word.
   */
  readonly spells?: ((text: string) => boolean) | undefined;
}

/** Collects the result of a rendering. */
export interface Emitter {
  /** Writes text of the template. */
  text(part: WrittenText): void;
  /** Writes a value; `bounded` as in `jsonText`. */
  output(value: unknown, part: WrittenOutput, bounded: boolean): void;
  /** Applies `change` to everything that `write` writes: the text of a `spaceless` or `filter` block. */
  changed(write: (inner: Emitter) => void, change: (text: string) => string): void;
}

export class TextEmitter implements Emitter {
  buffer = "";
  readonly #maxLength: number;
  readonly #what: string;

  /** @param what The subject of the error about the limit: "The URL". */
  constructor(maxLength: number, what: string) {
    this.#maxLength = maxLength;
    this.#what = what;
  }

  text(part: WrittenText): void {
    this.append(part.text);
  }

  output(value: unknown, _part: WrittenOutput, bounded: boolean): void {
    this.append(plainText(value, bounded));
  }

  changed(write: (inner: Emitter) => void, change: (text: string) => string): void {
    const before = this.buffer;
    this.buffer = "";
    write(this);
    const text = change(this.buffer);
    this.buffer = before;
    this.append(text);
  }

  protected append(text: string): void {
    this.buffer += text;
    if (this.buffer.length > this.#maxLength) {
      throw new RenderFailure("template-limit-size", `${this.#what} is longer than ${this.#maxLength} characters.`);
    }
  }
}
