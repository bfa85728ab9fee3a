// Conditions of DynamoDB, as far as the sweeper uses them: comparisons of an attribute with a value, and whether an attribute
// is there, with AND, OR and parentheses. Other expressions throw.

import type { AttributeValue } from "@aws-sdk/client-dynamodb";

type Item = Readonly<Record<string, AttributeValue>>;

/** An expression with its names and values. */
export interface Expression {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>> | undefined;
  readonly values?: Readonly<Record<string, AttributeValue>> | undefined;
}

/** The attribute of a name in an expression. */
export function attributeOf(name: string, { names = {} }: Expression): string {
  return names[name] ?? name;
}

/** The value of a placeholder in an expression. */
export function valueFor(placeholder: string, { values = {} }: Expression): AttributeValue {
  const value = values[placeholder];
  if (value === undefined) throw new Error(`The expression has no value ${placeholder}`);
  return value;
}

/** Returns whether a condition holds for an item. */
export function fulfils(item: Item, expression: Expression): boolean {
  const tokens = expression.text.match(/\(|\)|<=|<|=|[:#]?\w+/g) ?? [];
  const result = either(tokens, item, expression);
  if (tokens.length > 0)
    throw new Error(`The condition has a part that this double does not support: ${tokens.join(" ")}`);
  return result;
}

function either(tokens: string[], item: Item, expression: Expression): boolean {
  let result = both(tokens, item, expression);
  while (tokens[0] === "OR") {
    tokens.shift();
    result = both(tokens, item, expression) || result;
  }
  return result;
}

function both(tokens: string[], item: Item, expression: Expression): boolean {
  let result = single(tokens, item, expression);
  while (tokens[0] === "AND") {
    tokens.shift();
    result = single(tokens, item, expression) && result;
  }
  return result;
}

function single(tokens: string[], item: Item, expression: Expression): boolean {
  const first = tokens.shift() ?? "";
  if (first === "(") {
    const inner = either(tokens, item, expression);
    tokens.shift();
    return inner;
  }
  if (first === "attribute_not_exists") {
    const [, name = ""] = tokens.splice(0, 3);
    return item[attributeOf(name, expression)] === undefined;
  }
  const [operator = "", placeholder = ""] = tokens.splice(0, 2);
  return compare(item[attributeOf(first, expression)], operator, valueFor(placeholder, expression));
}

function compare(one: AttributeValue | undefined, operator: string, other: AttributeValue): boolean {
  if (one === undefined) return false;
  const [left, right] = other.N === undefined ? [one.S ?? "", other.S ?? ""] : [Number(one.N), Number(other.N)];
  if (operator === "=") return left === right;
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  throw new Error(`This double does not support the operator ${operator}`);
}
