// Which variables an output can't do without, for renderings in which nothing may be absent: those whose value is put out or
// given to a filter, but not those that have a fallback, and none that a comparison or an `or` asks about.

import type { Expression, Filtered } from "../expressions/ast.ts";
import { compile } from "../expressions/compile.ts";
import type { Evaluate, Filters, Scope } from "../expressions/evaluate.ts";
import { leadingLookups } from "../expressions/static-path.ts";
import { AbsentVariable } from "../rendering/render-failure.ts";
import { innerExpressions } from "./walk.ts";

/** Fails where a variable is absent or null. @throws AbsentVariable */
export type RequireVariables = (scope: Scope) => void;

/** What an expression that is put out must have. It is worked out when it is first asked for, which is rarely ever. */
export function requirementsOf(expression: Expression, filters: Filters): RequireVariables {
  let needed: readonly (readonly [offset: number, evaluate: Evaluate])[] | undefined;
  return (scope) => {
    needed ??= neededBy(expression, filters).map((each) => [firstOffset(each), compile(each, filters)]);
    for (const [offset, evaluate] of needed) if (isAbsent(evaluate(scope))) throw new AbsentVariable(offset);
  };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function neededBy(expression: Expression, filters: Filters): readonly Expression[] {
  if (expression.kind === "path") return [expression];
  return expression.kind === "filtered" ? neededByFiltered(expression, filters) : [];
}

function neededByFiltered(expression: Filtered, filters: Filters): readonly Expression[] {
  const replaced = expression.filters.findLastIndex(({ name }) => filters.get(name)?.replacesAbsent);
  // Where there is a fallback, one of the two must have a value.
  if (replaced >= 0) return [{ ...expression, filters: expression.filters.slice(0, replaced + 1) }];
  const lookups = expression.filters.slice(0, leadingLookups(expression).length);
  const isVariable = expression.value.kind === "path" && lookups.length > 0;
  const value = isVariable ? [{ ...expression, filters: lookups }] : neededBy(expression.value, filters);
  const given = expression.filters.slice(lookups.length).flatMap(({ args }) => args);
  return [...value, ...given.flatMap((argument) => neededBy(argument, filters))];
}

/** Where the first variable of an expression stands. */
function firstOffset(expression: Expression): number {
  if (expression.kind === "path") return expression.begin;
  const [first] = innerExpressions(expression);
  return first === undefined ? expression.begin : firstOffset(first);
}
