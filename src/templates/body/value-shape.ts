// What a text of an object body is as a whole, by its parts: `{{ event.Total }}` is a value, and so is what the taken branch
// of `{% if event.Gift %}{{ event.Items }}{% endif %}` gives, while `{{ first_name }} {{ last_name }}` is a text. It is told by
// the template alone, so that no event decides whether a text is one.

import { type Part, type Template, TextPart } from "../dialect/dialect.ts";

/**
 * What parts give: a text; nothing, since they never write; the value of the one output there is; or what the block gives that
 * is taken, and nothing where none is.
 */
export type Shape = "text" | "nothing" | "value" | "block";

/** Worked out once for each list of parts. */
const shapes = new WeakMap<readonly Part[], Shape>();

/** The shape of parts. */
export function shapeOf(parts: readonly Part[]): Shape {
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
export type LoopForm = "json" | "values";

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
