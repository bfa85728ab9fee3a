// An expression by itself: read, compiled, evaluated.

import type { Expression } from "#templates/dialect/expressions/ast.ts";
import type { Scope } from "#templates/dialect/expressions/compile.ts";
import { compile } from "#templates/dialect/expressions/compile.ts";
import { ExpressionParser } from "#templates/dialect/expressions/expression-parser.ts";
import { FILTERS } from "#templates/dialect/filters/registry.ts";
import { VARIABLES } from "../sample-variables.ts";

/** The tree of an expression; throws a SyntaxProblem where it is none. */
export function treeOf(source: string): Expression {
  const parser = new ExpressionParser(source, { begin: 0, end: source.length });
  const expression = parser.expression();
  parser.expectEnd();
  return expression;
}

/** A scope of these variables. */
export function scopeOf(variables: Readonly<Record<string, unknown>>): Scope {
  return {
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    keywords: {},
    now: 0,
    timeZone: "UTC",
    useOutput() {},
    useStep() {},
  };
}

/** The value of an expression. */
export function evaluate(source: string, variables: Readonly<Record<string, unknown>> = VARIABLES): unknown {
  return compile(treeOf(source), FILTERS)(scopeOf(variables));
}
