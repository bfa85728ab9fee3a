// Every expression of a template, however deep it stands.

import type { Expression } from "../expressions/ast.ts";
import type { Part } from "./part.ts";

/** The expressions of parts and of the blocks in them, each with those that it is made of. */
export function* expressionsOf(parts: readonly Part[]): Generator<Expression> {
  for (const part of parts) {
    const { reads = [], blocks = [] } = part.describe();
    for (const expression of reads) yield* withInner(expression);
    for (const block of blocks) yield* expressionsOf(block.parts);
  }
}

/** What an expression is directly made of. */
export function innerExpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "path": {
      const computed = expression.steps.filter((step) => typeof step === "object");
      return typeof expression.root === "string" ? computed : [expression.root, ...computed];
    }
    case "range":
      return [expression.from, expression.to];
    case "filtered":
      return [
        expression.value,
        ...expression.filters.flatMap(({ args, keywords }) => [...args, ...keywords.map(({ value }) => value)]),
      ];
    case "not":
      return [expression.value];
    case "and":
    case "or":
    case "comparison":
      return [expression.left, expression.right];
    default:
      return [];
  }
}

function* withInner(expression: Expression): Generator<Expression> {
  yield expression;
  for (const inner of innerExpressions(expression)) yield* withInner(inner);
}
