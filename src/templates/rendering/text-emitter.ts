// Where the parts of a template write to. liquidjs's own emitters can't tell the template's text from the values in it;
// these can, so that each value is written as its place needs.

import type { Emitter } from "liquidjs";
import { plainText } from "../dialect/rendering/value-text.ts";
import { MessageFailure } from "./render-failure.ts";

/** Text of a template (parsing/text-part.ts), as far as every emitter needs it. */
export interface WrittenText {
  readonly text: string;
}

/** An output of a template (parsing/output-part.ts), as far as every emitter needs it. */
export interface WrittenOutput {
  readonly encoding: string;
}

/** An emitter for the parts of our templates. */
export interface PartEmitter extends Emitter {
  /** Writes text that stands in the template. */
  text(part: WrittenText): void;
  /** Writes a value that an output gave; `bounded` as in `jsonText`. */
  output(value: unknown, part: WrittenOutput, bounded: boolean): void;
}

/** Collects plain text. Whatever does not say that it is text of the template is taken for a value. */
export class TextEmitter implements PartEmitter {
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

  /** liquidjs's tags write values by this. */
  write(value: unknown): void {
    this.append(plainText(value));
  }

  protected append(text: string): void {
    this.buffer += text;
    if (this.buffer.length > this.#maxLength) {
      throw new MessageFailure("template-limit", `${this.#what} is longer than ${this.#maxLength} characters.`);
    }
  }
}

/** The emitter that a part is rendered to: always one of ours, as `capture` is ours too. */
export function partEmitter(emitter: Emitter): PartEmitter {
  // Nothing else makes emitters, and a check in each part of each pass of a loop would be paid for by every delivery.
  return emitter as PartEmitter;
}
