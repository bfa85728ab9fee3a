// A body that is JSON whose texts are templates. It is compiled to functions; its constant parts are serialized once.

import { ExactNumber } from "#core/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#core/json.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import {
  evaluateOutput,
  isTemplate,
  jsonText,
  type OutputPart,
  type RenderContext,
  TextEmitter,
  writeTemplate,
} from "../dialect/dialect.ts";
import { MAX_BODY_BYTES, MAX_BODY_DEPTH, MAX_BODY_VALUES } from "../limits.ts";
import { MessageFailure } from "../message-failure.ts";
import { type MessageTemplate, templateProblem } from "../message-template.ts";
import type { TemplateRule } from "../rules.ts";
import { isValue, listText, loopInBrackets, valueText } from "./block-values.ts";
import type { BodyOutput, BodyWriter } from "./body-output.ts";
import { jsonOfTemplate } from "./string-body.ts";

/** Writes a value that is always present. */
type WriteNode = (context: RenderContext, output: BodyOutput) => void;

/** Returns the JSON of a value; undefined if it is left out with its key or its item. */
type GiveNode = (context: RenderContext, output: BodyOutput) => string | undefined;

type BodyNode = { readonly write: WriteNode } | { readonly give: GiveNode };

/** A value that is the same for every event. */
function fixedNode(value: unknown): BodyNode {
  const fixed = JSON.stringify(value);
  return { write: (_context, output) => output.append(fixed) };
}

/** Parses a text of the body; undefined if it has problems, which it reports. */
type ParseText = (source: string, pointer: string) => MessageTemplate | undefined;

type WriteKey = (context: RenderContext, output: BodyOutput) => string;
type Path = readonly (string | number)[];

/** A field of an object. */
interface Member {
  readonly key: WriteKey;
  readonly node: BodyNode;
}

/** The place of an object body, for the problems in it. */
export interface BodyPlace {
  readonly path: Path;
  /** The subject of the sentences about its limits: "The body". */
  readonly subject: string;
}

const IN_MESSAGE: BodyPlace = { path: ["body"], subject: "The body" };

/** Compiles the body of a message, or JSON of the same form at another place, and adds its problems to `problems`. */
export function objectBodyWriter(
  body: JsonValue,
  parse: ParseText,
  problems: Problem[],
  place: BodyPlace = IN_MESSAGE,
): BodyWriter {
  const node = new BodyCompiler(parse, problems, place).compile(body, place.path);
  return (newContext, output) => {
    const context = newContext();
    if ("write" in node) node.write(context, output);
    else output.append(node.give(context, output) ?? "null");
  };
}

class BodyCompiler {
  readonly #parse: ParseText;
  readonly #problems: Problem[];
  readonly #place: BodyPlace;
  #values = 0;

  constructor(parse: ParseText, problems: Problem[], place: BodyPlace) {
    this.#parse = parse;
    this.#problems = problems;
    this.#place = place;
  }

  compile(value: JsonValue, path: Path): BodyNode {
    this.#values++;
    if (this.#values === MAX_BODY_VALUES + 1) {
      const { subject, path: whole } = this.#place;
      this.#refuse("template-limit-count", `${subject} may contain at most ${MAX_BODY_VALUES} values.`, whole);
    }
    if (this.#values > MAX_BODY_VALUES) return fixedNode(null);
    if (path.length > MAX_BODY_DEPTH) {
      this.#refuse(
        "template-limit-depth",
        `${this.#place.subject} may nest at most ${MAX_BODY_DEPTH} levels deep.`,
        path,
      );
      return fixedNode(null);
    }
    if (typeof value === "string") return this.#compileText(value, path);
    if (Array.isArray(value)) return { write: this.#compileList(value, path) };
    if (isJsonObject(value)) return { write: this.#compileObject(value, path) };
    return this.#compileConstant(value, path);
  }

  #compileConstant(value: unknown, path: Path): BodyNode {
    const isNumber = value instanceof ExactNumber || (typeof value === "number" && Number.isFinite(value));
    if (value === null || typeof value === "boolean" || isNumber) return fixedNode(value);
    this.#refuse("template-body", `JSON has no value for ${String(value)}.`, path);
    return fixedNode(null);
  }

  #compileText(text: string, path: Path): BodyNode {
    const template = isTemplate(text) ? this.#parse(text, jsonPointer(path)) : undefined;
    return template ? textNode(template) : fixedNode(text);
  }

  #compileList(list: readonly JsonValue[], path: Path): WriteNode {
    const items = list.map((item, index) => this.compile(item, [...path, index]));
    return (context, output) => {
      let before = "[";
      for (const item of items) {
        if (writeNode(item, before, context, output)) before = ",";
      }
      output.append(before === "[" ? "[]" : "]");
    };
  }

  #compileObject(object: JsonObject, path: Path): WriteNode {
    const members = Object.entries(object).map(([key, value]): Member => {
      const at = [...path, key];
      return { key: this.#compileKey(key, at), node: this.compile(value, at) };
    });
    const mayRepeat = Object.keys(object).some(isTemplate);
    return (context, output) => writeObject(members, mayRepeat ? new Set() : undefined, context, output);
  }

  #compileKey(key: string, path: Path): WriteKey {
    const template = isTemplate(key) ? this.#parse(key, jsonPointer(path)) : undefined;
    if (template !== undefined) return (context, output) => JSON.stringify(plainTextOf(template, context, output));
    const fixed = JSON.stringify(key);
    return () => fixed;
  }

  #refuse(rule: TemplateRule, message: string, path: Path): void {
    this.#problems.push(templateProblem(rule, jsonPointer(path), message));
  }
}

/** @param written The names that the object has so far, if two of them may be equal. */
function writeObject(
  members: readonly Member[],
  written: Set<string> | undefined,
  context: RenderContext,
  output: BodyOutput,
): void {
  let before = "{";
  for (const { key, node } of members) {
    const name = key(context, output);
    if (!writeNode(node, `${before}${name}:`, context, output)) continue;
    before = ",";
    if (written) addOnce(name, written);
  }
  output.append(before === "{" ? "{}" : "}");
}

/** Writes a value after `before`; false if both are left out. */
function writeNode(node: BodyNode, before: string, context: RenderContext, output: BodyOutput): boolean {
  if ("write" in node) {
    output.append(before);
    node.write(context, output);
    return true;
  }
  const json = node.give(context, output);
  if (json !== undefined) output.appendCurrent(`${before}${json}`);
  return json !== undefined;
}

function addOnce(name: string, written: Set<string>): void {
  if (written.has(name)) {
    throw new MessageFailure("template-duplicate-key", `Two keys of this object render to ${name}.`);
  }
  written.add(name);
}

// A text of an object body is one of these: a lone output, whose value keeps its type because it never becomes text; a
// value that tags produce; a list or object from loops in brackets; or a text.

function textNode(template: MessageTemplate): BodyNode {
  const { loneOutput, parts } = template.template;
  if (loneOutput !== undefined) return { write: writeOutput(template, loneOutput) };
  if (isValue(template.template)) {
    return { give: (context, output) => valueText(parts, begin(template, context, output)) };
  }
  switch (loopInBrackets(template.template)) {
    case "values":
      return { write: (context, output) => output.appendCurrent(listText(parts, begin(template, context, output))) };
    case "json":
      return {
        write: (context, output) => output.appendCurrent(jsonOfTemplate(template, begin(template, context, output))),
      };
    default:
      return {
        write: (context, output) => output.appendCurrent(JSON.stringify(plainTextOf(template, context, output))),
      };
  }
}

/** The text that a template renders to. */
function plainTextOf(template: MessageTemplate, context: RenderContext, output: BodyOutput): string {
  const emitter = new TextEmitter(MAX_BODY_BYTES, "A text of the body");
  writeTemplate(template.template, begin(template, context, output), emitter);
  return emitter.buffer;
}

function writeOutput(template: MessageTemplate, part: OutputPart): WriteNode {
  return (context, output) => {
    output.current = template;
    output.appendCurrent(jsonText(evaluateOutput(part, context), part.isPath));
  };
}

/** Starts a template: it has no assigned names, and failures belong to it. */
function begin(template: MessageTemplate, context: RenderContext, output: BodyOutput): RenderContext {
  output.current = template;
  context.startTemplate();
  return context;
}
