// What a text of an object body is as a whole, by its parts: `{{ event.Total }}` is a value, and so is what the taken branch
// of `{% if event.Gift %}{{ event.Items }}{% endif %}` gives, while `{{ first_name }} {{ last_name }}` is a text. It is told by
// the template alone, so that no event decides whether a text is one.

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
 * What parts give: a text; nothing, since they never write; the value of the one output there is; or what the block gives that
 * is taken, and nothing where none is.
 */
type Shape = "text" | "nothing" | "value" | "block";

/** Worked out once for each list of parts. */
const shapes = new WeakMap<readonly Part[], Shape>();

/** The shape of parts. */
function shapeOf(parts: readonly Part[]): Shape {
  const known = shapes.get(parts);
  if (known) return known;
  const shape = findShape(parts);
  shapes.set(parts, shape);
  return shape;
}

/** Whether a text as a whole is a value that tags give. */
export function isValue({ parts, plainParts }: Template): boolean {
  // Without tags a text is what it looks like: white space around an output is a part of it.
  if (plainParts !== undefined) return false;
  const shape = shapeOf(parts);
  return shape === "value" || shape === "block";
}

/** What a loop in brackets makes: JSON as it stands there, or a list of the values that its passes give. */
type LoopForm = "json" | "values";

/** `[{% for ... %} ... {% endfor %}]`, and the same in braces; undefined for what is no loop in brackets. */
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

/** Line breaks between tags and the indentation after them; a space alone is a text. */
function isLayout(part: Part): boolean {
  return part instanceof TextPart && part.text.trim() === "" && (part.text === "" || part.text.includes("\n"));
}

// Writes what a text of an object body is as a whole (value-shape.ts), where that is more than a text: a value as JSON, or
// nothing where no block was taken, so that its key or item is left out; or a list of the values that loops give.

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
