// A tree written as an expression again, with parentheses where they are needed.

import type { Expression, FilterUse, Literal, Step } from "#templates/dialect/expressions/ast.ts";

/** How tightly each kind binds; what binds less needs parentheses inside it. */
function precedence(expression: Expression): number {
  switch (expression.kind) {
    case "or":
      return 1;
    case "and":
      return 2;
    case "not":
      return 3;
    case "comparison":
      return expression.operator === "in" || expression.operator === "not in" ? 4 : 5;
    default:
      return 6;
  }
}

const OPERAND = 6;

/** The expression that a tree stands for. */
export function print(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return printLiteral(expression);
    case "empty":
    case "blank":
      return expression.kind;
    case "path":
      return `${typeof expression.root === "string" ? expression.root : `(${print(expression.root)})`}${expression.steps.map(printStep).join("")}`;
    case "range":
      return `(${print(expression.from)}..${print(expression.to)})`;
    case "filtered":
      return `${printBinding(expression.value, OPERAND)}${expression.filters.map(printFilter).join("")}`;
    case "not":
      return `not ${printBinding(expression.value, 3)}`;
    case "and":
    case "or":
      return printBinary(expression, expression.kind);
    case "comparison":
      return printBinary(expression, expression.operator);
  }
}

function printBinary(expression: Expression & { left: Expression; right: Expression }, operator: string): string {
  const own = precedence(expression);
  // A comparison never stands directly in a comparison: they can't follow one another.
  const leftmost = own >= 4 ? own + 1 : own;
  return `${printBinding(expression.left, leftmost)} ${operator} ${printBinding(expression.right, own + 1)}`;
}

/** In parentheses where it binds less than what is around it; a filter that is filtered again needs them, too. */
function printBinding(expression: Expression, least: number): string {
  const needs = precedence(expression) < least || (least === OPERAND && expression.kind === "filtered");
  return needs ? `(${print(expression)})` : print(expression);
}

function printLiteral({ value }: Literal): string {
  if (value === undefined) return "None";
  if (typeof value === "string") return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  return typeof value === "object" ? value.source : String(value);
}

function printStep(step: Step): string {
  if (typeof step === "object") return `[${print(step)}]`;
  return typeof step === "number" ? `[${step}]` : `['${step.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}']`;
}

function printFilter({ name, args, keywords }: FilterUse): string {
  const given = [...args.map(print), ...keywords.map((keyword) => `${keyword.name}: ${print(keyword.value)}`)];
  return `|${name}${given.length > 0 ? `: ${given.join(", ")}` : ""}`;
}
