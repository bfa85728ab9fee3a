// JSON whose texts are templates that read a request: how a source makes an event of it. A text that is one single output gives its
// value with its type, as in the body of a webhook.

import type { JsonObject, JsonValue } from "#core/json.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { parseJson } from "#core/parse-json.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import { BodyOutput, type OutputLimit } from "./body/body-output.ts";
import { objectBodyWriter } from "./body/object-body.ts";
import {
  Budget,
  LEFT_OUT_FILTERS,
  pathText,
  type Refusal,
  RenderContext,
  type RenderTime,
  type VariablePath,
  type Vocabulary,
} from "./dialect/dialect.ts";
import { failureProblem, type Rendered } from "./message-failure.ts";
import { type MessageTemplate, parseMessageTemplate } from "./message-template.ts";
import type { TemplateRule } from "./rules.ts";

/** The variables of a mapping. */
export interface RequestVariables {
  /** The content of the request's body. */
  readonly body: JsonValue;
  /** The headers that may be read, by their names in lower case. */
  readonly headers: JsonObject;
  /** The subject of the request; absent while it is not known yet. */
  readonly topic?: string;
}

/** JSON that can be rendered with a request. */
export interface MappingTemplate {
  render(variables: RequestVariables, time: RenderTime): Rendered<JsonValue>;
  /** The names of the headers that it reads. */
  readonly headers: readonly string[];
  /** The parts that are the value of one variable of the body: their pointers, and those of the body. */
  readonly places: readonly (readonly [mapping: string, body: string])[];
}

/** JSON that can be rendered, or the problems of its templates. */
export type CompiledMapping =
  | { readonly ok: true; readonly template: MappingTemplate }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Compiles JSON whose texts are templates. @param limit of the JSON that it renders to */
export function compileMapping(mapping: JsonValue, limit: OutputLimit): CompiledMapping {
  const problems: Problem[] = [];
  const templates: MessageTemplate[] = [];
  const parse = (source: string, pointer: string) => {
    const template = parseMessageTemplate(source, pointer, VOCABULARY, problems);
    if (template) templates.push(template);
    return template;
  };
  const write = objectBodyWriter(mapping, parse, problems, { path: [], subject: "The mapping" });
  if (problems.length > 0) return { ok: false, problems };
  const headers = templates.flatMap(({ uses }) =>
    uses.flatMap(({ path: [root, name] }) => (root === HEADERS ? [String(name)] : [])),
  );
  return {
    ok: true,
    template: {
      render(variables, time) {
        const output = new BodyOutput(limit);
        try {
          write(() => new RenderContext(variables, time, new Budget()), output);
          return { ok: true, value: parseJson(output.text) };
        } catch (error) {
          const problem = failureProblem(error, output.current);
          return { ok: false, problem: output.current ? problem : { ...problem, pointer: "" } };
        }
      },
      headers: [...new Set(headers)],
      places: templates.flatMap(placeOf),
    },
  };
}

function placeOf({ pointer, template: { loneOutput } }: MessageTemplate): [string, string][] {
  const [root, ...path] = loneOutput?.variable ?? [];
  // A step that is itself a variable has no fixed place.
  if (root !== BODY || path.some((step) => typeof step !== "string" && typeof step !== "number")) return [];
  return [[pointer, jsonPointer(path.map(String))]];
}

const BODY = "body";
const HEADERS = "headers";

const VOCABULARY: Vocabulary = {
  roots: new Set([BODY, HEADERS, "topic"]),
  unknownVariable(path, known) {
    const name = String(path[0]);
    const message =
      `There is no variable "${name}".${didYouMean(name, known)} ` +
      "The content of the request is under body, its headers are under headers.";
    return { rule: "template-unknown-variable", message };
  },
  refuseVariable: (path, written) => (path[0] === HEADERS ? headerProblem(path, written) : undefined),
  refuseFilter(name) {
    const reason = LEFT_OUT_FILTERS.get(name);
    if (reason === undefined) return undefined;
    return { rule: "template-not-available", message: `The filter ${name} is not available: ${reason}.` };
  },
  didYouMean,
};

/** Headers with keys, signatures and other secrets. They are not kept with an event, so no mapping can read them. */
const SECRET_HEADER = /^(?:authorization|proxy-authorization|cookie|x-api-key)$|signature|hmac|token|secret/;

/** Whether a header may hold a secret. */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name);
}

function headerProblem([, name, ...more]: VariablePath, written: VariablePath): Refusal | undefined {
  const rule = "template-request-header" satisfies TemplateRule;
  if (typeof name !== "string" || more.length > 0) {
    return { rule, message: `Read a header by its literal name: {{ headers.x-topic }}, not ${pathText(written)}.` };
  }
  if (name !== name.toLowerCase())
    return { rule, message: `Write the header's name in lower case: headers.${name.toLowerCase()}.` };
  if (!isSecretHeader(name)) return undefined;
  return { rule, message: `The header ${name} may hold a secret, so it is not kept with the event and can't be read.` };
}
