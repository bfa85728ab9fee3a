// Why a rendering ended early. liquidjs can be left only by an exception, so inside it a failure is one; here it is
// turned into a value again, with the place.

import { LiquidError, type Token } from "liquidjs";
import type { Problem } from "#core/problem.ts";
import { RenderFailure } from "../dialect/rendering/render-failure.ts";
import { positionAt, templateProblem } from "../problem-place.ts";
import type { TemplateRule } from "../rules.ts";

/** What a rendering gives: a value, or why there is none. */
export type Rendered<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

/** A failure of a message with its code; thrown where its parts are written, never past `failureProblem`. */
export class MessageFailure extends Error {
  readonly rule: TemplateRule;
  /** Where in the template, when that is not the part being rendered. */
  readonly place: { readonly source: string; readonly offset: number } | undefined;

  constructor(rule: TemplateRule, message: string, place?: { source: string; offset: number }) {
    super(message);
    this.rule = rule;
    this.place = place;
  }
}

/** A failure at a part of a template that liquidjs does not know of, so it has no token of liquidjs's. */
export class FailureAt extends Error {
  readonly reason: unknown;
  readonly token: Token;

  constructor(reason: unknown, token: Token) {
    super("A part of a template failed");
    this.reason = reason;
    this.token = token;
  }
}

/** What to know about the template that failed. */
export interface FailedTemplate {
  readonly pointer: string;
  /** Whether it reads secrets: then no message of liquidjs's is shown, as it might quote a value. */
  readonly readsSecrets: boolean;
}

/** The problem that an exception of a rendering stands for. */
export function failureProblem(error: unknown, { pointer, readsSecrets }: FailedTemplate): Problem {
  const { reason, token } = unwrap(error);
  const position = token && positionAt(token.input, token.begin);
  if (reason instanceof RenderFailure) return templateProblem(reason.rule, pointer, reason.message, position);
  if (reason instanceof MessageFailure) {
    const place = reason.place && positionAt(reason.place.source, reason.place.offset);
    return templateProblem(reason.rule, pointer, reason.message, place ?? position);
  }
  const detail = readsSecrets || !(reason instanceof Error) ? "" : `: ${reason.message}`;
  return templateProblem("template-render", pointer, `This part can't be rendered with this event${detail}.`, position);
}

/** The first cause of an exception, and the innermost token on the way there. */
function unwrap(error: unknown): { reason: unknown; token?: Token } {
  let reason = error;
  let token: Token | undefined;
  for (;;) {
    if (reason instanceof FailureAt) {
      token = reason.token;
      reason = reason.reason;
    } else if (LiquidError.is(reason)) {
      token = reason.token;
      if (!reason.originalError) break;
      reason = reason.originalError;
    } else break;
  }
  return token ? { reason, token } : { reason };
}
