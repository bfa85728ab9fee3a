// Where the parts of a template write to. An emitter is told text of the template from the values in it, so that it can
// write each value as its place needs.

import type { VariablePath } from "../expressions/variable-path.ts";
import { plainText } from "../values/value-text.ts";
import { RenderFailure } from "./render-failure.ts";

/** What the last filter of an output already did to its value, so that it is not done twice. */
export type OutputEncoding = "none" | "json" | "url";

/** Text of a template, as far as an emitter needs it. */
export interface WrittenText {
  readonly text: string;
  /** Where in the source the text begins. */
  readonly offset: number;
}

/** What writes a value, as far as an emitter needs it. */
export interface WrittenOutput {
  /** Where in the source it begins. */
  readonly begin: number;
  readonly encoding: OutputEncoding;
  /** The variable that it writes as it is, without filters. */
  readonly variable?: VariablePath | undefined;
  /** Whether a text that it gives is spelled by the template: a number in a format, or a word that stands there. */
  readonly spells?: ((text: string) => boolean) | undefined;
}

/** Collects what a template renders to. */
export interface Emitter {
  /** Writes text that stands in the template. */
  text(part: WrittenText): void;
  /** Writes a value; `bounded` as in `jsonText`. */
  output(value: unknown, part: WrittenOutput, bounded: boolean): void;
  /** Writes what `write` writes, changed as a whole: the text of a `spaceless` or `filter` block. */
  changed(write: (inner: Emitter) => void, change: (text: string) => string): void;
}

/** Collects plain text. */
export class TextEmitter implements Emitter {
  buffer = "";
  readonly #maxLength: number;
  readonly #what: string;

  /** @param what What is being rendered, to open the message of the limit: "The URL". */
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
