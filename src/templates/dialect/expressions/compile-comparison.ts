// Comparisons. Liquid's `empty` and `blank` ask what the other value is like; nothing is equal to them.

import { isEqual, isIn, isLess, isSame } from "../values/compare.ts";
import { isBlank, isEmpty } from "../values/truth.ts";
import type { Comparison, ComparisonOperator, Expression } from "./ast.ts";
import type { Evaluate } from "./evaluate.ts";

/** Compares two values. */
type Compare = (left: unknown, right: unknown) => boolean;

/** What can't be ordered or asked is false, also where the question is `not in`: as in Django's `if`. */
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

/** Compiles a comparison. */
export function compileComparison(
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

/** What comparing with this expression asks of the other value, where it is `empty` or `blank`. */
export function questionOf({ kind }: Expression): ((value: unknown) => boolean) | undefined {
  if (kind === "empty") return isEmpty;
  return kind === "blank" ? isBlank : undefined;
}
