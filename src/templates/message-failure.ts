// Failures of a rendering: exceptions while it runs, problems with a position for its caller.

import type { Problem } from "#core/problem.ts";
import { AbsentVariable, FailureAt, pathText, RenderFailure } from "./dialect/dialect.ts";
import { type MessageTemplate, positionAt, templateProblem } from "./message-template.ts";
import type { TemplateRule } from "./rules.ts";

/** The result of a rendering, or the problem that ended it. */
export type Rendered<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

/** A failure of a message with its code. `failureProblem` turns it into a problem. */
export class MessageFailure extends Error {
  readonly rule: TemplateRule;
  /** The offset in the template, if it is not the part being rendered. */
  readonly offset: number | undefined;

  constructor(rule: TemplateRule, message: string, offset?: number) {
    super(message);
    this.rule = rule;
    this.offset = offset;
  }
}

/** The problem for an exception of a rendering. @param template The template that was being rendered. */
export function failureProblem(error: unknown, template: MessageTemplate | undefined): Problem {
  const { reason, offset } = located(error);
  const pointer = template?.pointer ?? "/body";
  const position = template && offset !== undefined ? positionAt(template.source, offset) : undefined;
  if (reason instanceof AbsentVariable) {
    return templateProblem(reason.rule, pointer, absence(reason, template), position);
  }
  if (reason instanceof MessageFailure) return templateProblem(reason.rule, pointer, reason.message, position);
  if (reason instanceof RenderFailure && (reason.rule !== "template-render" || !readsSecrets(template))) {
    return templateProblem(reason.rule, pointer, reason.message, position);
  }
  const message = `This part can't be rendered with this event${detailOf(reason, template)}.`;
  return templateProblem("template-render", pointer, message, position);
}

function absence({ offset }: AbsentVariable, template: MessageTemplate | undefined): string {
  const use = template?.uses.find((candidate) => candidate.offset === offset);
  const variable = use === undefined ? "A variable of this template" : pathText(use.path);
  return `${variable} has no value, and this webhook requires one (on_missing: fail).`;
}

/** The cause of an exception and its offset in the template. */
function located(error: unknown): { reason: unknown; offset: number | undefined } {
  const { reason, offset } = error instanceof FailureAt ? error : { reason: error, offset: undefined };
  return { reason, offset: (reason instanceof MessageFailure ? reason.offset : undefined) ?? offset };
}

/** A filter's message might quote a value, which must not be a secret. */
function readsSecrets(template: MessageTemplate | undefined): boolean {
  return template !== undefined && template.secrets.size > 0;
}

function detailOf(reason: unknown, template: MessageTemplate | undefined): string {
  return readsSecrets(template) || !(reason instanceof Error) ? "" : `: ${reason.message}`;
}
