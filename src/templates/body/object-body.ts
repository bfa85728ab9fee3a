// A body that is JSON whose texts are templates. It is compiled to one function that writes it: what is fixed is
// serialized once, and a lone output goes from the event into the JSON without a detour through text, so it keeps its
// type.

import { ExactNumber } from "#core/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#core/json.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import {
  evaluateOutput,
  isTemplate,
  jsonText,
  type RenderContext,
  TextEmitter,
  writeTemplate,
} from "../dialect/dialect.ts";
import { MAX_BODY_BYTES, MAX_BODY_DEPTH, MAX_BODY_VALUES } from "../limits.ts";
import { MessageFailure } from "../message-failure.ts";
import type { MessageTemplate } from "../message-template.ts";
import { templateProblem } from "../problem-place.ts";
import type { BodyOutput, BodyWriter } from "./body-output.ts";

/** Parses one text of the body; undefined when it has problems, which it has then reported. */
export type ParseText = (source: string, pointer: string) => MessageTemplate | undefined;

type WriteNode = (context: RenderContext, output: BodyOutput) => void;
type WriteKey = (context: RenderContext, output: BodyOutput) => string;
type Path = readonly (string | number)[];

/** Compiles the body of a message; what is wrong with it is added to `problems`. */
export function objectBodyWriter(body: JsonValue, parse: ParseText, problems: Problem[]): BodyWriter {
  const write = new BodyCompiler(parse, problems).compile(body, ["body"]);
  return (newContext, output) => write(newContext(), output);
}

class BodyCompiler {
  readonly #parse: ParseText;
  readonly #problems: Problem[];
  #values = 0;

  constructor(parse: ParseText, problems: Problem[]) {
    this.#parse = parse;
    this.#problems = problems;
  }

  compile(value: JsonValue, path: Path): WriteNode {
    this.#values++;
    if (this.#values === MAX_BODY_VALUES + 1) {
      this.#refuse("template-limit", `The body may hold at most ${MAX_BODY_VALUES} values.`, ["body"]);
    }
    if (this.#values > MAX_BODY_VALUES) return writeFixed(null);
    if (path.length > MAX_BODY_DEPTH) {
      this.#refuse("template-limit", `The body may nest at most ${MAX_BODY_DEPTH} levels deep.`, path);
      return writeFixed(null);
    }
    if (typeof value === "string") return this.#compileText(value, path);
    if (Array.isArray(value)) return this.#compileList(value, path);
    if (isJsonObject(value)) return this.#compileObject(value, path);
    return this.#compileConstant(value, path);
  }

  #compileConstant(value: unknown, path: Path): WriteNode {
    const isNumber = value instanceof ExactNumber || (typeof value === "number" && Number.isFinite(value));
    if (value === null || typeof value === "boolean" || isNumber) return writeFixed(value);
    this.#refuse("template-body", `JSON has no value for ${String(value)}.`, path);
    return writeFixed(null);
  }

  #compileText(text: string, path: Path): WriteNode {
    if (!isTemplate(text)) return writeFixed(text);
    const template = this.#parse(text, jsonPointer(path));
    if (template === undefined) return writeFixed(null);
    const lone = template.template.loneOutput;
    if (lone === undefined)
      return (context, output) => output.append(JSON.stringify(render(template, context, output)));
    return (context, output) => {
      output.current = template;
      output.append(jsonText(evaluateOutput(lone, context), lone.isPath));
    };
  }

  #compileList(list: readonly JsonValue[], path: Path): WriteNode {
    const items = list.map((item, index) => this.compile(item, [...path, index]));
    return (context, output) => {
      output.append("[");
      items.forEach((write, index) => {
        if (index > 0) output.append(",");
        write(context, output);
      });
      output.append("]");
    };
  }

  #compileObject(object: JsonObject, path: Path): WriteNode {
    const keys = Object.keys(object);
    const members = Object.entries(object).map(([key, value]) => {
      const at = [...path, key];
      return { key: this.#compileKey(key, at), write: this.compile(value, at) };
    });
    const mayRepeat = keys.some(isTemplate);
    return (context, output) => {
      const written = mayRepeat ? new Set<string>() : undefined;
      let before = "{";
      for (const member of members) {
        const key = member.key(context, output);
        if (written?.has(key)) {
          throw new MessageFailure("template-duplicate-key", `Two keys of this object render to ${key}.`);
        }
        written?.add(key);
        output.append(`${before}${key}:`);
        member.write(context, output);
        before = ",";
      }
      output.append(members.length === 0 ? "{}" : "}");
    };
  }

  /** A key as JSON. */
  #compileKey(key: string, path: Path): WriteKey {
    const template = isTemplate(key) ? this.#parse(key, jsonPointer(path)) : undefined;
    if (template !== undefined) return (context, output) => JSON.stringify(render(template, context, output));
    const fixed = JSON.stringify(key);
    return () => fixed;
  }

  #refuse(rule: "template-limit" | "template-body", message: string, path: Path): void {
    this.#problems.push(templateProblem(rule, jsonPointer(path), message));
  }
}

function writeFixed(value: string | number | ExactNumber | boolean | null): WriteNode {
  const fixed = JSON.stringify(value);
  return (_context, output) => output.append(fixed);
}

function render(template: MessageTemplate, context: RenderContext, output: BodyOutput): string {
  output.current = template;
  const emitter = new TextEmitter(MAX_BODY_BYTES, "A text of the body");
  writeTemplate(template.template, context, emitter);
  return emitter.buffer;
}
