// Compiles a message: parses each of its texts once and reports all problems at once.

import type { FlowMetrics } from "#core/flow/flow-metrics.ts";
import type { JsonValue } from "#core/json.ts";
import type { Problem } from "#core/problem.ts";
import type { BodyWriter } from "./body/body-output.ts";
import { nestsDeeperThan } from "./body/json-syntax.ts";
import { objectBodyWriter } from "./body/object-body.ts";
import { stringBodyWriter, TOO_DEEP } from "./body/string-body.ts";
import type { Vocabulary } from "./dialect/dialect.ts";
import { compileHeaders, type HeaderTemplate } from "./header-templates.ts";
import { MAX_RENDERED_DEPTH } from "./limits.ts";
import { type MessageTemplate, parseMessageTemplate } from "./message-template.ts";
import { messageVocabulary } from "./message-vocabulary.ts";
import { checkUrlTemplate, type UrlTemplate } from "./url-template.ts";

/** The message of a send-webhook action in a flow file. */
export interface Message {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | null | undefined;
  /** JSON whose texts are templates, or one template that renders to JSON; `{}` if absent, null or blank. */
  readonly body?: JsonValue | undefined;
  /** "fail": an output of an absent variable fails the rendering. Otherwise it writes nothing. */
  readonly on_missing?: "fail" | null | undefined;
}

/** A message without problems. */
export interface CompiledMessage {
  readonly url: UrlTemplate;
  readonly headers: readonly HeaderTemplate[];
  readonly writeBody: BodyWriter;
  /** Whether an output of an absent variable fails the rendering. */
  readonly needsVariables: boolean;
  /** All templates of the message. */
  readonly templates: readonly MessageTemplate[];
}

/** The body of a message without one. Klaviyo does not document its own; any receiver of JSON can read this. */
const NO_BODY = {};

/**
 * Compiles a message and adds its problems to `problems`; undefined if there are any.
 * @param metrics The metrics of its flow. Without them, names of other metrics are variables like any other.
 */
export function compileMessage(
  message: Message,
  problems: Problem[],
  metrics: FlowMetrics | undefined,
): CompiledMessage | undefined {
  const inBody = messageVocabulary({ secrets: false, metrics });
  const inRequest = messageVocabulary({ secrets: true, metrics });
  const templates: MessageTemplate[] = [];
  const parser = (vocabulary: Vocabulary) => (source: string, pointer: string) => {
    const template = parseMessageTemplate(source, pointer, vocabulary, problems);
    if (template) templates.push(template);
    return template;
  };
  const urlTemplate = parser(inRequest)(message.url, "/url");
  const url = urlTemplate && checkUrlTemplate(urlTemplate, problems);
  const headers = compileHeaders(message.headers ?? {}, parser(inRequest), problems);
  const writeBody = compileBody(message.body, parser(inBody), problems);
  if (url === undefined || writeBody === undefined || problems.length > 0) return undefined;
  return { url, headers, writeBody, needsVariables: message.on_missing === "fail", templates };
}

function compileBody(
  body: JsonValue | undefined,
  parse: (source: string, pointer: string) => MessageTemplate | undefined,
  problems: Problem[],
): BodyWriter | undefined {
  if (typeof body !== "string") return objectBodyWriter(body ?? NO_BODY, parse, problems);
  if (body.trim() === "") return objectBodyWriter(NO_BODY, parse, problems);
  const template = parse(body, "/body");
  if (isLiteral(body) && nestsDeeperThan(body, MAX_RENDERED_DEPTH)) {
    problems.push({ rule: "template-limit-depth", pointer: "/body", message: TOO_DEEP });
  }
  return template && stringBodyWriter(template);
}

/** Whether a template renders to itself for every event. */
function isLiteral(source: string): boolean {
  return !source.includes("{{") && !source.includes("{%");
}
