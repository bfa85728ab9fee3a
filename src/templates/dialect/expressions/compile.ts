// Compiles an expression into one function. Most expressions are a path of names and a few filters with constant
// arguments, for which plain calls are many times faster than walking a tree.

import type { Filter, FilterCall, FilterEntry } from "../filters/filter.ts";
import { isBlank, isEmpty, isEqual, isIn, isLess, isSame, isTrue } from "../values/compare.ts";
import { writtenNumber } from "../values/numbers.ts";
import { type PropertyKey, propertyKey, readProperty } from "../values/properties.ts";
import type {
  Comparison,
  ComparisonOperator,
  Expression,
  FilterUse,
  KeywordArgument,
  Path,
  Range,
  Step,
} from "./ast.ts";

/** The environment of an evaluation. */
export interface Scope extends FilterCall {
  /** The value of a variable; undefined if it does not exist. */
  variable(name: string): unknown;
  /**
   * Counts a filter call or a comparison before it runs.
   * @throws RenderFailure if the rendering takes too long.
   */
  useStep(): void;
}

export type Evaluate = (scope: Scope) => unknown;

/** Filters by name. */
export type Filters = ReadonlyMap<string, FilterEntry>;

/** Compiles an expression. Unknown filters are skipped, because the check of the template reports them. */
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

/** Returns the operand that decides, as Python does: `{{ event.Name or 'friend' }}` is one of the two. */
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

/**
 * Whether an expression is a path without computed names. Its value is part of the data as received, so its size is
 * bounded.
 */
export function isFixedPath(expression: Expression): expression is Path {
  return (
    expression.kind === "path" &&
    typeof expression.root === "string" &&
    expression.steps.every((step) => typeof step !== "object")
  );
}

// Paths: reads the variable, then one property after the other until one is absent.

type CompileInner = (expression: Expression) => Evaluate;

function compilePath({ root, steps }: Path, compileInner: CompileInner): Evaluate {
  const start = typeof root === "string" ? compileVariable(root) : compileInner(root);
  const fixed = steps.filter((step) => typeof step !== "object").map(propertyKey);
  const keys = fixed.filter((key) => key !== undefined);
  if (keys.length < steps.length) return compileComputed(start, steps, compileInner);
  const [only, ...more] = keys;
  if (only === undefined) return start;
  if (more.length === 0) return (scope) => readProperty(start(scope), only);
  return (scope) => {
    let value = start(scope);
    for (const key of keys) value = readProperty(value, key);
    return value;
  };
}

function compileVariable(name: string): Evaluate {
  return (scope) => scope.variable(name);
}

function compileComputed(start: Evaluate, steps: readonly Step[], compileInner: CompileInner): Evaluate {
  const keys = steps.map((step) => compileKey(step, compileInner));
  return (scope) => {
    let value = start(scope);
    for (const key of keys) {
      const read = key(scope);
      value = read && readProperty(value, read);
    }
    return value;
  };
}

function compileKey(step: Step, compileInner: CompileInner): (scope: Scope) => PropertyKey | undefined {
  if (typeof step !== "object") {
    const key = propertyKey(step);
    return () => key;
  }
  const evaluate = compileInner(step);
  return (scope) => propertyKey(evaluate(scope));
}

// Comparisons. Liquid's `empty` and `blank` test the other operand; no value is equal to them.

type Compare = (left: unknown, right: unknown) => boolean;

/**
 * Operands that have no order, or no membership, compare as false, for `not in` as well. Django's `if` does the same.
 */
const COMPARE: Readonly<Record<ComparisonOperator, Compare>> = {
  "==": (left, right) => isEqual(left, right),
  "!=": (left, right) => !isEqual(left, right),
  "<": (left, right) => isLess(left, right) === true,
  ">": (left, right) => isLess(right, left) === true,
  "<=": (left, right) => isLess(left, right) === true || (isOrdered(left, right) && isEqual(left, right)),
  ">=": (left, right) => isLess(right, left) === true || (isOrdered(left, right) && isEqual(left, right)),
  in: (left, right) => isIn(left, right) === true,
  "not in": (left, right) => isIn(left, right) === false,
  is: isSame,
  "is not": (left, right) => !isSame(left, right),
  contains: (left, right) => isIn(right, left) === true,
};

function isOrdered(left: unknown, right: unknown): boolean {
  return isLess(left, right) !== undefined;
}

function compileComparison(
  { operator, left, right }: Comparison,
  compileInner: (expression: Expression) => Evaluate,
): Evaluate {
  const asked = questionOf(right) ?? questionOf(left);
  const negated = operator === "!=" || operator === "is not";
  if (asked && (negated || operator === "==" || operator === "is")) {
    const evaluate = compileInner(questionOf(right) ? left : right);
    return (scope) => asked(evaluate(scope)) !== negated;
  }
  const compare = COMPARE[operator];
  const [evaluateLeft, evaluateRight] = [compileInner(left), compileInner(right)];
  return (scope) => {
    scope.useStep();
    return compare(evaluateLeft(scope), evaluateRight(scope));
  };
}

/** The test that `empty` or `blank` applies to the other operand; undefined for all other expressions. */
export function questionOf({ kind }: Expression): ((value: unknown) => boolean) | undefined {
  if (kind === "empty") return isEmpty;
  return kind === "blank" ? isBlank : undefined;
}

// `(1..5)`: whole numbers, both ends included. The list is empty if an end is not a number or the last is less than the
// first.

/** Counts the numbers of a range before it makes them. */
function rangeOf(from: unknown, to: unknown, call: FilterCall): number[] {
  const [first, last] = [wholeNumber(from), wholeNumber(to)];
  if (first === undefined || last === undefined || last < first) return [];
  const length = last - first + 1;
  call.useOutput(length);
  return Array.from({ length }, (_, index) => first + index);
}

function wholeNumber(value: unknown): number | undefined {
  const number = writtenNumber(value);
  return number && Math.trunc(number);
}
