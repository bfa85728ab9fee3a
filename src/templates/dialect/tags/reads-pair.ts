// Whether a loop's variable is read as a pair of key and value, as in Liquid: `pair[0]`, `pair.last`, `pair | join: '='`.

import type { Expression } from "../expressions/ast.ts";
import type { Part } from "../parsing/part.ts";
import { expressionsOf } from "../parsing/walk.ts";

const STEPS: ReadonlySet<unknown> = new Set([0, 1, "0", "1", "first", "last"]);
const FILTERS: ReadonlySet<string> = new Set(["first", "last", "join", "json", "jsonify", "lookup"]);

/** Whether parts read a variable of this name as a pair. */
export function readsPair(parts: readonly Part[], name: string): boolean {
  return expressionsOf(parts).some((expression) => isPair(expression, name));
}

function isPair(expression: Expression, name: string): boolean {
  if (expression.kind === "path") return expression.root === name && STEPS.has(expression.steps[0]);
  if (expression.kind !== "filtered" || !isVariable(expression.value, name)) return false;
  return FILTERS.has(expression.filters[0]?.name ?? "");
}

function isVariable(expression: Expression, name: string): boolean {
  return expression.kind === "path" && expression.root === name && expression.steps.length === 0;
}
