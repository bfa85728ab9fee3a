// The tree of an expression. Each node knows its place in the template's source.

import type { ExactNumber } from "#core/exact-number.ts";

/** A place in the source: `begin` is its first unit, `end` the one after its last. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** A value that stands in the template; None and nil are undefined. */
export interface Literal extends Span {
  readonly kind: "literal";
  readonly value: string | number | ExactNumber | boolean | undefined;
}

/** Liquid's `empty` and `blank`: compared with, they stand for all that is empty or blank; elsewhere for an empty text. */
export interface Emptiness extends Span {
  readonly kind: "empty" | "blank";
}

/** A variable, or a property of a range or of what stands in parentheses. */
export interface Path extends Span {
  readonly kind: "path";
  /** The name of a variable, or what the first step is read of. */
  readonly root: string | Expression;
  readonly steps: readonly Step[];
}

/** A name or number that stands in the template, or an expression that names the property. */
export type Step = string | number | Expression;

/** `(1..5)`: the whole numbers from one to the other. */
export interface Range extends Span {
  readonly kind: "range";
  readonly from: Expression;
  readonly to: Expression;
}

/** A value and the filters that follow it, the first one first. */
export interface Filtered extends Span {
  readonly kind: "filtered";
  readonly value: Expression;
  readonly filters: readonly FilterUse[];
}

/** A filter where it is used; its place is that of its name. */
export interface FilterUse extends Span {
  readonly name: string;
  readonly args: readonly Expression[];
  readonly keywords: readonly KeywordArgument[];
}

/** `allow_false: true`; its place is that of the name. */
export interface KeywordArgument extends Span {
  readonly name: string;
  readonly value: Expression;
}

/** `not`. */
interface Negation extends Span {
  readonly kind: "not";
  readonly value: Expression;
}

/** `and` and `or`. */
interface Connection extends Span {
  readonly kind: "and" | "or";
  readonly left: Expression;
  readonly right: Expression;
}

/** How two values can be compared. */
export type ComparisonOperator = "==" | "!=" | "<" | ">" | "<=" | ">=" | "in" | "not in" | "is" | "is not" | "contains";

/** A comparison. */
export interface Comparison extends Span {
  readonly kind: "comparison";
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** What a template can ask for the value of. */
export type Expression = Literal | Emptiness | Path | Range | Filtered | Negation | Connection | Comparison;

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
