// The headers that a message sets. Names are literal; values are templates, and may hold secrets.

import { headerProblem } from "#core/delivery/webhook-headers.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import { type RenderContext, TextEmitter, writeTemplate } from "./dialect/dialect.ts";
import { MAX_HEADER_LENGTH, MAX_HEADERS } from "./limits.ts";
import { MessageFailure } from "./message-failure.ts";
import type { MessageTemplate } from "./message-template.ts";
import { templateProblem } from "./message-template.ts";

/** A header whose value is a template. */
export interface HeaderTemplate {
  readonly name: string;
  readonly template: MessageTemplate;
}

type ParseText = (source: string, pointer: string) => MessageTemplate | undefined;

/** Compiles the headers of a message; what is wrong with them is added to `problems`. */
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

/** What is wrong with a name that follows those seen before; it is then seen too. */
function nameProblem(name: string, seen: Set<string>): string | undefined {
  const lower = name.toLowerCase();
  if (seen.has(lower)) return `The header ${name} is set twice.`;
  seen.add(lower);
  return headerProblem(name, "");
}

/** Renders one header's value. Throws what `failureProblem` makes a problem of. */
export function renderHeader({ name, template }: HeaderTemplate, context: RenderContext): string {
  const emitter = new TextEmitter(MAX_HEADER_LENGTH, `The header ${name}`);
  writeTemplate(template.template, context, emitter);
  const value = emitter.buffer.trim();
  const message = headerProblem(name, value);
  if (message !== undefined) throw new MessageFailure("template-header", message);
  return value;
}

/** Klaviyo's webhooks are often given this header; Flowhook sends the same, so it asks for nothing. */
function isJsonContentType(name: string, value: string): boolean {
  return name.toLowerCase() === "content-type" && /^application\/json(?:; *charset=utf-8)?$/i.test(value.trim());
}
