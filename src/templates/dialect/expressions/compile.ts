// An expression made into one function. Most are a path of names and a few filters with constant arguments, for which
// plain calls are many times faster than walking a tree.

import type { Filter, FilterCall } from "../filters/filter.ts";
import { isTrue } from "../values/truth.ts";
import type { Expression, FilterUse, KeywordArgument, Path, Range } from "./ast.ts";
import { compileComparison } from "./compile-comparison.ts";
import { compilePath } from "./compile-path.ts";
import type { Evaluate, Filters, Scope } from "./evaluate.ts";
import { rangeOf } from "./range.ts";

/** Compiles an expression. Filters that do not exist change nothing: they are found when the template is checked. */
export function compile(expression: Expression, filters: Filters): Evaluate {
  const compileInner = (inner: Expression) => compile(inner, filters);
  switch (expression.kind) {
    case "literal":
      return constant(expression.value);
    case "empty":
    case "blank":
      return constant("");
    case "path":
      return compilePath(expression, compileInner);
    case "range":
      return compileRange(expression, compileInner);
    case "filtered":
      return compileFiltered(expression.value, expression.filters, filters);
    case "not":
      return compileNot(compileInner(expression.value));
    case "and":
      return compileAnd(compileInner(expression.left), compileInner(expression.right));
    case "or":
      return compileOr(compileInner(expression.left), compileInner(expression.right));
    case "comparison":
      return compileComparison(expression, compileInner);
  }
}

function constant(value: unknown): Evaluate {
  return () => value;
}

function compileNot(evaluate: Evaluate): Evaluate {
  return (scope) => !isTrue(evaluate(scope));
}

/** As in Python, the value that decides, so that `{{ event.Name or 'friend' }}` is one of the two. */
function compileAnd(left: Evaluate, right: Evaluate): Evaluate {
  return (scope) => {
    const value = left(scope);
    return isTrue(value) ? right(scope) : value;
  };
}

function compileOr(left: Evaluate, right: Evaluate): Evaluate {
  return (scope) => {
    const value = left(scope);
    return isTrue(value) ? value : right(scope);
  };
}

function compileRange({ from, to }: Range, compileInner: (expression: Expression) => Evaluate): Evaluate {
  const [first, last] = [compileInner(from), compileInner(to)];
  return (scope) => rangeOf(first(scope), last(scope), scope);
}

function compileFiltered(value: Expression, uses: readonly FilterUse[], filters: Filters): Evaluate {
  let evaluate = compile(value, filters);
  for (const use of uses) {
    const entry = filters.get(use.name);
    if (entry) evaluate = compileFilter(evaluate, entry.filter, use, filters);
  }
  return evaluate;
}

const NO_ARGUMENTS: readonly unknown[] = [];

function compileFilter(input: Evaluate, filter: Filter, { args, keywords }: FilterUse, filters: Filters): Evaluate {
  const evaluateArgs = compileArguments(args, filters);
  const evaluateKeywords = keywords.length === 0 ? undefined : compileKeywords(keywords, filters);
  return (scope) => {
    scope.useStep();
    const call = evaluateKeywords ? withKeywords(scope, evaluateKeywords(scope)) : scope;
    return filter(input(scope), evaluateArgs(scope), call);
  };
}

function compileArguments(args: readonly Expression[], filters: Filters): (scope: Scope) => readonly unknown[] {
  if (args.length === 0) return () => NO_ARGUMENTS;
  const evaluates = args.map((argument) => compile(argument, filters));
  if (!args.every(isConstant)) return (scope) => evaluates.map((evaluate) => evaluate(scope));
  const values = args.map((argument) => (argument.kind === "literal" ? argument.value : ""));
  return () => values;
}

function isConstant({ kind }: Expression): boolean {
  return kind === "literal" || kind === "empty" || kind === "blank";
}

type Keywords = FilterCall["keywords"];

function compileKeywords(keywords: readonly KeywordArgument[], filters: Filters): (scope: Scope) => Keywords {
  const evaluates = keywords.map(({ name, value }) => [name, compile(value, filters)] as const);
  return (scope) => Object.fromEntries(evaluates.map(([name, evaluate]) => [name, evaluate(scope)]));
}

function withKeywords(scope: Scope, keywords: Keywords): FilterCall {
  const { now, timeZone } = scope;
  return { keywords, now, timeZone, useOutput: (count) => scope.useOutput(count) };
}

/** A path without computed names is part of the data as it came, so its size is known to be small. */
export function isFixedPath(expression: Expression): expression is Path {
  return (
    expression.kind === "path" &&
    typeof expression.root === "string" &&
    expression.steps.every((step) => typeof step !== "object")
  );
}
