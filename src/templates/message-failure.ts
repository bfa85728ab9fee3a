// Why a message could not be rendered: as an exception while it is, and as a problem with its place for everyone else.

import type { Problem } from "#core/problem.ts";
import { AbsentVariable, FailureAt, pathText, RenderFailure } from "./dialect/dialect.ts";
import type { MessageTemplate } from "./message-template.ts";
import { positionAt, templateProblem } from "./message-template.ts";
import type { TemplateRule } from "./rules.ts";

/** What a rendering gives: a value, or why there is none. */
export type Rendered<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

/** A failure of a message with its code; thrown where its parts are written, never past `failureProblem`. */
export class MessageFailure extends Error {
  readonly rule: TemplateRule;
  /** Where in the template, when that is not the part being rendered. */
  readonly offset: number | undefined;

  constructor(rule: TemplateRule, message: string, offset?: number) {
    super(message);
    this.rule = rule;
    this.offset = offset;
  }
}

/** The problem that an exception of a rendering stands for. @param template The one that was being written. */
export function failureProblem(error: unknown, template: MessageTemplate | undefined): Problem {
  const { reason, offset } = placed(error);
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
  return `${variable} has no value, and this webhook must not be sent without it (on_missing: fail).`;
}

/** What has happened, and where in the template. */
function placed(error: unknown): { reason: unknown; offset: number | undefined } {
  const { reason, offset } = error instanceof FailureAt ? error : { reason: error, offset: undefined };
  return { reason, offset: (reason instanceof MessageFailure ? reason.offset : undefined) ?? offset };
}

/** What a filter says might quote a value, which must not be a secret. */
function readsSecrets(template: MessageTemplate | undefined): boolean {
  return template !== undefined && template.secrets.size > 0;
}

function detailOf(reason: unknown, template: MessageTemplate | undefined): string {
  return readsSecrets(template) || !(reason instanceof Error) ? "" : `: ${reason.message}`;
}
