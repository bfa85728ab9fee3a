// The syntax tree of an expression. Each node has its position in the template's source.

import type { ExactNumber } from "#core/exact-number.ts";

/** A range of the source: `begin` is its first code unit, `end` the one after its last. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** A value written in the template. `None` and `nil` are undefined. */
export interface Literal extends Span {
  readonly kind: "literal";
  readonly value: string | number | ExactNumber | boolean | undefined;
}

/**
 * Liquid's `empty` and `blank`. In a comparison they match every empty or blank value; elsewhere they are an empty
 * text.
 */
export interface Emptiness extends Span {
  readonly kind: "empty" | "blank";
}

/** A variable with its properties, or a property of a range or of an expression in parentheses. */
export interface Path extends Span {
  readonly kind: "path";
  /** The name of a variable, or the expression that the first step reads from. */
  readonly root: string | Expression;
  readonly steps: readonly Step[];
}

/** A name or number written in the template, or an expression that computes the name. */
export type Step = string | number | Expression;

/** `(1..5)`: the whole numbers between both ends, inclusive. */
export interface Range extends Span {
  readonly kind: "range";
  readonly from: Expression;
  readonly to: Expression;
}

/** A value and the filters applied to it, in order. */
export interface Filtered extends Span {
  readonly kind: "filtered";
  readonly value: Expression;
  readonly filters: readonly FilterUse[];
}

/** One use of a filter. The span is that of its name. */
export interface FilterUse extends Span {
  readonly name: string;
  readonly args: readonly Expression[];
  readonly keywords: readonly KeywordArgument[];
}

/** `allow_false: true`. The span is that of the name. */
export interface KeywordArgument extends Span {
  readonly name: string;
  readonly value: Expression;
}

interface Negation extends Span {
  readonly kind: "not";
  readonly value: Expression;
}

interface Connection extends Span {
  readonly kind: "and" | "or";
  readonly left: Expression;
  readonly right: Expression;
}

export type ComparisonOperator = "==" | "!=" | "<" | ">" | "<=" | ">=" | "in" | "not in" | "is" | "is not" | "contains";

export interface Comparison extends Span {
  readonly kind: "comparison";
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export type Expression = Literal | Emptiness | Path | Range | Filtered | Negation | Connection | Comparison;

/** The direct children of an expression. */
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
