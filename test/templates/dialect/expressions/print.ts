// Writes a tree as an expression, with the parentheses that it needs.

import type { Expression, FilterUse, Literal, Step } from "#templates/dialect/expressions/ast.ts";

/** The precedence of each kind. A kind with a lower one needs parentheses inside a higher one. */
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
  // Comparisons can't follow one another, so a comparison inside a comparison needs parentheses.
  const leftmost = own >= 4 ? own + 1 : own;
  return `${printBinding(expression.left, leftmost)} ${operator} ${printBinding(expression.right, own + 1)}`;
}

/** Adds parentheses around a lower precedence, and around a filtered value that is filtered again. */
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
