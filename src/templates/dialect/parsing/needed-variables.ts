// Finds the variables that a template needs, for renderings that fail on an absent variable. A template needs the variables
// that it outputs or passes to a filter, except those with a fallback and those that a condition tests.

import { type Expression, type Filtered, innerExpressions } from "../expressions/ast.ts";
import { compile, type Evaluate, type Filters, type Scope } from "../expressions/compile.ts";
import { leadingLookups, pathOf } from "../expressions/variable-path.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { AbsentVariable } from "../rendering/render-failure.ts";

/** Fails if a needed variable is absent or null. @throws AbsentVariable */
export type RequireVariables = (scope: Scope) => void;

/** Evaluates an expression during a rendering. @throws AbsentVariable if a needed variable has no value */
export type Give = (context: RenderContext) => unknown;

/** Compiles an expression whose value is written. */
export function compileNeeded(expression: Expression, filters: Filters): Give {
  const evaluate = compile(expression, filters);
  const require = requirementsOf(expression, filters);
  return (context) => {
    if (context.needsVariables) require(context);
    return evaluate(context);
  };
}

/**
 * Compiles an expression whose value gets a name. Absence is allowed, because the template may test the name; a
 * filter's input is needed.
 */
export function compileNamed(expression: Expression, filters: Filters): Give {
  const isFiltered = expression.kind === "filtered" && pathOf(expression) === undefined;
  return isFiltered ? compileNeeded(expression, filters) : compile(expression, filters);
}

/**
 * The check of the variables that an expression needs. It is compiled at its first use, because few renderings use it.
 */
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
  // With a fallback, either the variable or the fallback must have a value.
  if (replaced >= 0) return [{ ...expression, filters: expression.filters.slice(0, replaced + 1) }];
  const lookups = expression.filters.slice(0, leadingLookups(expression).length);
  const isVariable = expression.value.kind === "path" && lookups.length > 0;
  const value = isVariable ? [{ ...expression, filters: lookups }] : neededBy(expression.value, filters);
  const given = expression.filters.slice(lookups.length).flatMap(({ args }) => args);
  return [...value, ...given.flatMap((argument) => neededBy(argument, filters))];
}

/** The offset of the variable that is absent: the first in the expression, or the last of an `or`. */
function offsetOf(expression: Expression): number {
  if (expression.kind === "path") return expression.begin;
  if (expression.kind === "or") return offsetOf(expression.right);
  const [first] = innerExpressions(expression);
  return first === undefined ? expression.begin : offsetOf(first);
}
