// The headers that a message sets. Names are literal; values are templates and may contain secrets.

import { headerProblem } from "#core/delivery/webhook-headers.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import { type RenderContext, TextEmitter, writeTemplate } from "./dialect/dialect.ts";
import { MAX_HEADER_LENGTH, MAX_HEADERS } from "./limits.ts";
import { MessageFailure } from "./message-failure.ts";
import { type MessageTemplate, templateProblem } from "./message-template.ts";

export interface HeaderTemplate {
  readonly name: string;
  readonly template: MessageTemplate;
}

type ParseText = (source: string, pointer: string) => MessageTemplate | undefined;

/** Compiles the headers of a message and adds their problems to `problems`. */
export function compileHeaders(
  headers: Readonly<Record<string, string>>,
  parse: ParseText,
  problems: Problem[],
): HeaderTemplate[] {
  const entries = Object.entries(headers);
  if (entries.length > MAX_HEADERS) {
    problems.push(
      templateProblem("template-limit-count", "/headers", `A message may set at most ${MAX_HEADERS} headers.`),
    );
    return [];
  }
  const seen = new Set<string>();
  const compiled: HeaderTemplate[] = [];
  for (const [name, value] of entries) {
    if (isJsonContentType(name, value)) continue;
    const pointer = jsonPointer(["headers", name]);
    const message = nameProblem(name, seen);
    if (message !== undefined) problems.push(templateProblem("template-header", pointer, message));
    const template = parse(value, pointer);
    if (template) compiled.push({ name, template });
  }
  return compiled;
}

/** The problem with a name, given those seen before; adds it to `seen`. */
function nameProblem(name: string, seen: Set<string>): string | undefined {
  const lower = name.toLowerCase();
  if (seen.has(lower)) return `The header ${name} is set twice.`;
  seen.add(lower);
  return headerProblem(name, "");
}

/** Renders the value of a header. `failureProblem` turns its exceptions into problems. */
export function renderHeader({ name, template }: HeaderTemplate, context: RenderContext): string {
  const emitter = new TextEmitter(MAX_HEADER_LENGTH, `The header ${name}`);
  writeTemplate(template.template, context, emitter);
  const value = emitter.buffer.trim();
  const message = headerProblem(name, value);
  if (message !== undefined) throw new MessageFailure("template-header", message);
  return value;
}

/** Many webhooks in Klaviyo set this header. Flowhook always sends it, so it is accepted and ignored. */
function isJsonContentType(name: string, value: string): boolean {
  return name.toLowerCase() === "content-type" && /^application\/json(?:; *charset=utf-8)?$/i.test(value.trim());
}
