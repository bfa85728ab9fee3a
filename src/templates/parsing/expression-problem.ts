// Expressions that liquidjs evaluates without a word to something other than they say.

import { type Token, TypeGuards } from "liquidjs";

const NOT_ONE_VALUE =
  "Values and operators don't fit together here. Operators are ==, !=, >, <, >=, <=, contains, and, or, not. " +
  "Write event.Tags contains 'sale' for Django's 'sale' in event.Tags.";

const AND_BEFORE_OR =
  "An and before an or means one thing in Klaviyo (Django) and another in Liquid. Put one of the two into an if of its own.";

/** What is wrong with an expression, given in the order of evaluation; undefined where nothing is. */
export function expressionProblem(postfix: readonly Token[]): string | undefined {
  if (!leavesOneValue(postfix)) return NOT_ONE_VALUE;
  return andBeforeOr(postfix) ? AND_BEFORE_OR : undefined;
}

/** `a and b or c` is `(a and b) or c` in Django, `a and (b or c)` in Liquid; `a or b and c` is the same in both. */
function andBeforeOr(postfix: readonly Token[]): boolean {
  const operators = postfix.filter(TypeGuards.isOperatorToken);
  const and = operators.filter(({ operator }) => operator === "and").map(({ begin }) => begin);
  const or = operators.filter(({ operator }) => operator === "or").map(({ begin }) => begin);
  return Math.min(...and) < Math.max(...or);
}

interface Span {
  readonly begin: number;
  readonly end: number;
}

/**
 * Whether each operator stands between or before its values, and one value is left: liquidjs takes the first of what is
 * left, and whatever it finds for values.
 */
function leavesOneValue(postfix: readonly Token[]): boolean {
  const values: Span[] = [];
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      values.push(token);
      continue;
    }
    const right = values.pop();
    const left = token.operator === "not" ? token : values.pop();
    if (left === undefined || right === undefined || token.begin < left.begin || right.begin < token.end) return false;
    values.push({ begin: left.begin, end: right.end });
  }
  return values.length === 1;
}
