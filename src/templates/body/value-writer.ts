// Writes what a text of an object body is as a whole (value-shape.ts), where that is more than a text: a value as JSON, or
// nothing where no block was taken, so that its key or item is left out; or a list of the values that loops give.

import {
  type BlockEmitter,
  jsonText,
  type Part,
  type RenderContext,
  TextEmitter,
  writeEach,
} from "../dialect/dialect.ts";
import { MAX_BODY_BYTES } from "../limits.ts";
import { MessageFailure } from "../message-failure.ts";
import { TOO_LONG } from "./body-output.ts";
import { shapeOf } from "./value-shape.ts";

/** The JSON of the value that parts give; undefined where they write nothing. @throws FailureAt */
export function valueText(parts: readonly Part[], context: RenderContext): string | undefined {
  if (shapeOf(parts) === "text") return textOf(parts, context);
  const emitter = new ValueEmitter();
  writeEach(parts, context, emitter);
  return emitter.json;
}

/** The JSON of a list of all values that parts give, in brackets that stand around them. @throws FailureAt */
export function listText(parts: readonly Part[], context: RenderContext): string {
  const emitter = new ListEmitter();
  writeEach(parts, context, emitter);
  return `[${emitter.items.join(",")}]`;
}

function textOf(parts: readonly Part[], context: RenderContext): string {
  const emitter = new TextEmitter(MAX_BODY_BYTES, "A text of the body");
  writeEach(parts, context, emitter);
  return JSON.stringify(emitter.buffer);
}

/** Takes values, from outputs and from blocks. */
abstract class ValueTaker implements BlockEmitter {
  /** Takes a value as JSON. */
  protected abstract take(json: string): void;

  /** Line breaks between tags, and brackets around loops. */
  text(): void {}

  output(value: unknown, _part: unknown, bounded: boolean): void {
    this.take(jsonText(value, bounded));
  }

  changed(): void {
    throw new TypeError("What is changed as a whole is a text");
  }

  block(parts: readonly Part[], context: RenderContext): void {
    const json = valueText(parts, context);
    if (json !== undefined) this.take(json);
  }
}

/** Keeps the one value that is written. */
class ValueEmitter extends ValueTaker {
  json: string | undefined;

  protected take(json: string): void {
    this.json = json;
  }
}

/** Gathers values. */
class ListEmitter extends ValueTaker {
  readonly items: string[] = [];
  #length = 0;

  protected take(json: string): void {
    this.#length += json.length + 1;
    if (this.#length > MAX_BODY_BYTES) throw new MessageFailure("template-limit-size", TOO_LONG);
    this.items.push(json);
  }
}
