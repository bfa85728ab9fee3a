// Texts of an object body that are a value as a whole. `{{ event.Total }}` is a value, and so is the taken branch of
// `{% if event.Gift %}{{ event.Items }}{% endif %}`, while `{{ first_name }} {{ last_name }}` is a text. The template
// alone decides, so no event can turn a value into a text.

import {
  type BlockEmitter,
  jsonText,
  type Part,
  type RenderContext,
  type Template,
  TextEmitter,
  TextPart,
  writeEach,
} from "../dialect/dialect.ts";
import { MAX_BODY_BYTES } from "../limits.ts";
import { MessageFailure } from "../message-failure.ts";
import { TOO_LONG } from "./body-output.ts";

/**
 * The output of parts: a text; nothing; the value of the only output; or the output of the block that is taken, if any.
 */
type Shape = "text" | "nothing" | "value" | "block";

/** Computed once for each list of parts. */
const shapes = new WeakMap<readonly Part[], Shape>();

function shapeOf(parts: readonly Part[]): Shape {
  const known = shapes.get(parts);
  if (known) return known;
  const shape = findShape(parts);
  shapes.set(parts, shape);
  return shape;
}

/** Whether a text as a whole is a value that tags produce. */
export function isValue({ parts, plainParts }: Template): boolean {
  // Without tags, white space around an output is part of a text.
  if (plainParts !== undefined) return false;
  const shape = shapeOf(parts);
  return shape === "value" || shape === "block";
}

/** The form of loops in brackets: literal JSON, or a list of the values of all passes. */
type LoopForm = "json" | "values";

/** The form of `[{% for ... %} ... {% endfor %}]`, or of the same in braces; undefined for other texts. */
export function loopInBrackets({ parts }: Template): LoopForm | undefined {
  const [first, last] = [parts[0], parts.at(-1)];
  if (!(first instanceof TextPart && last instanceof TextPart)) return undefined;
  const brackets = first.text.trim() + last.text.trim();
  if (brackets !== "[]" && brackets !== "{}") return undefined;
  const written = writingParts(parts.slice(1, -1));
  if (written.length === 0 || !written.every(isLoop)) return undefined;
  return brackets === "[]" && written.every(givesValues) ? "values" : "json";
}

function findShape(parts: readonly Part[]): Shape {
  const [part, ...others] = writingParts(parts);
  if (part === undefined) return "nothing";
  const { writes } = part.describe();
  return others.length === 0 && (writes === "value" || writes === "block") ? writes : "text";
}

function writingParts(parts: readonly Part[]): readonly Part[] {
  return parts.filter((part) => !isLayout(part) && !writesNothing(part));
}

function writesNothing(part: Part): boolean {
  const { writes, blocks = [] } = part.describe();
  if (writes === "nothing") return true;
  return (writes === "block" || writes === "each") && blocks.every(({ parts }) => shapeOf(parts) === "nothing");
}

function isLoop(part: Part): boolean {
  return part.describe().writes === "each";
}

function givesValues(loop: Part): boolean {
  return loop.describe().blocks?.every(({ parts }) => shapeOf(parts) !== "text") === true;
}

/** Line breaks between tags, with their indentation. A single space is a text. */
function isLayout(part: Part): boolean {
  return part instanceof TextPart && part.text.trim() === "" && (part.text === "" || part.text.includes("\n"));
}

// Such a value is written as JSON. If no block is taken, there is no value, and its key or item is left out.

/** The JSON of the value of parts; undefined if they write nothing. @throws FailureAt */
export function valueText(parts: readonly Part[], context: RenderContext): string | undefined {
  if (shapeOf(parts) === "text") return textOf(parts, context);
  const emitter = new ValueEmitter();
  writeEach(parts, context, emitter);
  return emitter.json;
}

/** The JSON of a list of all values that parts write. @throws FailureAt */
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

/** Takes values from outputs and blocks. */
abstract class ValueTaker implements BlockEmitter {
  protected abstract take(json: string): void;

  /** Drops line breaks between tags and the brackets around loops. */
  text(): void {}

  output(value: unknown, _part: unknown, bounded: boolean): void {
    this.take(jsonText(value, bounded));
  }

  changed(): void {
    throw new TypeError("A block whose text is changed is not a value");
  }

  block(parts: readonly Part[], context: RenderContext): void {
    const json = valueText(parts, context);
    if (json !== undefined) this.take(json);
  }
}

/** Keeps the only value. */
class ValueEmitter extends ValueTaker {
  json: string | undefined;

  protected take(json: string): void {
    this.json = json;
  }
}

/** Collects values. */
class ListEmitter extends ValueTaker {
  readonly items: string[] = [];
  #length = 0;

  protected take(json: string): void {
    this.#length += json.length + 1;
    if (this.#length > MAX_BODY_BYTES) throw new MessageFailure("template-limit-size", TOO_LONG);
    this.items.push(json);
  }
}
