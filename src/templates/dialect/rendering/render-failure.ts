// Why a rendering ended early, as exceptions: thrown by filters, limits and emitters; whoever renders makes a value of it
// again.

import type { RenderRule } from "../rules.ts";

/** A failure with its code; its message is for the author of the template. */
export class RenderFailure extends Error {
  readonly rule: RenderRule;

  constructor(rule: RenderRule, message: string) {
    super(message);
    this.rule = rule;
  }
}

/** A variable that is absent, in a rendering in which none may be. */
export class AbsentVariable extends RenderFailure {
  /** Where in the source it is read. */
  readonly offset: number;

  constructor(offset: number) {
    super("template-missing-variable", "A variable has no value.");
    this.offset = offset;
  }
}

/** Whatever ended a rendering, with the part of the template that did. */
export class FailureAt extends Error {
  readonly reason: unknown;
  /** Where the part begins in the source. */
  readonly offset: number;

  constructor(reason: unknown, offset: number) {
    super("A part of a template failed");
    this.reason = reason;
    this.offset = offset;
  }
}

/** An exception with its place: the innermost part's, where several are around it. */
export function failureAt(error: unknown, offset: number): FailureAt {
  return error instanceof FailureAt ? error : new FailureAt(error, offset);
}
