// Where in a message a template's problem is: the pointer to the text, and line and column inside it.

import type { Problem } from "#core/problem.ts";
import type { TemplateRule } from "./rules.ts";

/** A place inside a template, both numbers counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The position of the unit at `offset` of a template. */
export function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** A problem of the template that `pointer` names; without a position it concerns the whole of it. */
export function templateProblem(
  rule: TemplateRule,
  pointer: string,
  message: string,
  position?: Position | undefined,
): Problem {
  return { rule, pointer, message, ...position };
}
