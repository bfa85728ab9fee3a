// Which variables a template can't do without, for renderings in which nothing may be absent: those whose value is put out or
// given to a filter, but not those that have a fallback, and none that a comparison asks about.

import { type Expression, type Filtered, innerExpressions } from "../expressions/ast.ts";
import type { Evaluate, Filters, Scope } from "../expressions/compile.ts";
import { compile } from "../expressions/compile.ts";
import { leadingLookups, pathOf } from "../expressions/variable-path.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { AbsentVariable } from "../rendering/render-failure.ts";

/** Fails where a variable is absent or null. @throws AbsentVariable */
export type RequireVariables = (scope: Scope) => void;

/** Gives a value while a template is rendered. @throws AbsentVariable where a variable must have a value and has none */
export type Give = (context: RenderContext) => unknown;

/** Compiles an expression whose value is put out. */
export function compileNeeded(expression: Expression, filters: Filters): Give {
  const evaluate = compile(expression, filters);
  const require = requirementsOf(expression, filters);
  return (context) => {
    if (context.needsVariables) require(context);
    return evaluate(context);
  };
}

/** Compiles an expression whose value gets a name: it may be asked for by that name, but filters are given what is there. */
export function compileNamed(expression: Expression, filters: Filters): Give {
  const isFiltered = expression.kind === "filtered" && pathOf(expression) === undefined;
  return isFiltered ? compileNeeded(expression, filters) : compile(expression, filters);
}

/** What an expression that is put out must have. It is worked out when it is first asked for, which is rarely ever. */
export function requirementsOf(expression: Expression, filters: Filters): RequireVariables {
  let needed: readonly (readonly [offset: number, evaluate: Evaluate])[] | undefined;
  return (scope) => {
    needed ??= neededBy(expression, filters).map((each) => [offsetOf(each), compile(each, filters)]);
    for (const [offset, evaluate] of needed) if (isAbsent(evaluate(scope))) throw new AbsentVariable(offset);
  };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function neededBy(expression: Expression, filters: Filters): readonly Expression[] {
  switch (expression.kind) {
    case "path":
    case "or":
      return [expression];
    case "range":
      return [expression.from, expression.to].flatMap((end) => neededBy(end, filters));
    case "filtered":
      return neededByFiltered(expression, filters);
    default:
      return [];
  }
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

/** Where the variable stands that is absent where an expression is: the first one, of an `or` the last. */
function offsetOf(expression: Expression): number {
  if (expression.kind === "path") return expression.begin;
  if (expression.kind === "or") return offsetOf(expression.right);
  const [first] = innerExpressions(expression);
  return first === undefined ? expression.begin : offsetOf(first);
}
