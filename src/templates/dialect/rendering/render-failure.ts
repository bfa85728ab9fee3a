// Exceptions that end a rendering. Filters, limits and emitters throw them; the caller of the rendering turns them into
// a problem.

import type { RenderRule } from "../rules.ts";

/** A failure with its code. The message is for the template's author. */
export class RenderFailure extends Error {
  readonly rule: RenderRule;

  constructor(rule: RenderRule, message: string) {
    super(message);
    this.rule = rule;
  }
}

/** An absent variable in a rendering that requires all of them. */
export class AbsentVariable extends RenderFailure {
  /** The offset in the source where it is read. */
  readonly offset: number;

  constructor(offset: number) {
    super("template-missing-variable", "A variable has no value.");
    this.offset = offset;
  }
}

/** Any exception of a rendering, with the part of the template that threw it. */
export class FailureAt extends Error {
  readonly reason: unknown;
  /** The offset of the part in the source. */
  readonly offset: number;

  constructor(reason: unknown, offset: number) {
    super("A part of a template failed");
    this.reason = reason;
    this.offset = offset;
  }
}

/** An exception with its position. The innermost part wins. */
export function failureAt(error: unknown, offset: number): FailureAt {
  return error instanceof FailureAt ? error : new FailureAt(error, offset);
}
