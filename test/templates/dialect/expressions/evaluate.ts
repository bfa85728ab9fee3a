// Parses, compiles and evaluates a single expression.

import type { Expression } from "#templates/dialect/expressions/ast.ts";
import { compile, type Scope } from "#templates/dialect/expressions/compile.ts";
import { ExpressionParser } from "#templates/dialect/expressions/expression-parser.ts";
import { FILTERS } from "#templates/dialect/filters/registry.ts";
import { VARIABLES } from "../sample-variables.ts";

/** The tree of an expression. @throws SyntaxProblem if it is invalid */
export function treeOf(source: string): Expression {
  const parser = new ExpressionParser(source, { begin: 0, end: source.length });
  const expression = parser.expression();
  parser.expectEnd();
  return expression;
}

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

export function evaluate(source: string, variables: Readonly<Record<string, unknown>> = VARIABLES): unknown {
  return compile(treeOf(source), FILTERS)(scopeOf(variables));
}
