// A plain evaluator to compare the compiled one with. It walks the tree and supports few kinds of values, with Python's
// rules.

import type { Comparison, Expression, FilterUse, Literal, Step } from "#templates/dialect/expressions/ast.ts";

type Variables = Readonly<Record<string, unknown>>;

/** The value of an expression without filters. */
export function referenceValue(expression: Expression, variables: Variables): unknown {
  const inner = (part: Expression) => referenceValue(part, variables);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "path":
      return expression.steps.reduce<unknown>(
        (value, step) => property(value, typeof step === "object" ? inner(step) : step),
        typeof expression.root === "string" ? variables[expression.root] : inner(expression.root),
      );
    case "not":
      return !truth(inner(expression.value));
    case "and":
      return truth(inner(expression.left)) ? inner(expression.right) : inner(expression.left);
    case "or":
      return truth(inner(expression.left)) ? inner(expression.left) : inner(expression.right);
    case "comparison":
      return compared(expression, inner(expression.left), inner(expression.right));
    default:
      throw new Error(`not compared: ${expression.kind}`);
  }
}

function property(value: unknown, step: unknown): unknown {
  if (Array.isArray(value)) return ofList(value, step);
  if (typeof value === "string") return ofText([...value], step);
  if (typeof value !== "object" || value === null) return undefined;
  const found = Object.entries(value).find(([name]) => typeof step !== "object" && name === String(step));
  return found === undefined && step === "size" ? Object.keys(value).length : found?.[1];
}

function ofList(list: readonly unknown[], step: unknown): unknown {
  const known = new Map<unknown, unknown>([
    ["size", list.length],
    ["first", list[0]],
    ["last", list.at(-1)],
  ]);
  return known.has(step) ? known.get(step) : list.at(index(step));
}

function ofText(characters: readonly string[], step: unknown): unknown {
  if (step === "size") return characters.length;
  return index(step) < 0 ? undefined : characters[index(step)];
}

/** The index of an item; for a value that is not a number, an index that no list has. */
function index(step: unknown): number {
  const text = typeof step === "string" || typeof step === "number" ? String(step) : "";
  return /^-?\d+$/.test(text) ? Number(text) : Number.MAX_SAFE_INTEGER;
}

function truth(value: unknown): boolean {
  const text = JSON.stringify(value ?? null);
  return !["null", "false", "0", '""', "[]", "{}"].includes(text);
}

const KINDS = { boolean: "number", number: "number", string: "text", undefined: "none" } as const;

function kind(value: unknown): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return "list";
  return KINDS[typeof value as keyof typeof KINDS] ?? "object";
}

function equal(left: unknown, right: unknown): boolean {
  if (kind(left) !== kind(right)) return false;
  if (kind(left) === "none") return true;
  if (kind(left) === "number") return Number(left) === Number(right);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => equal(item, right[at]));
  }
  if (kind(left) === "text") return left === right;
  const entries = Object.entries(left as object);
  const others = Object.entries(right as object);
  return (
    entries.length === others.length &&
    entries.every(([name, value]) => others.some(([other, candidate]) => name === other && equal(value, candidate)))
  );
}

/** -1, 0 or 1; undefined for values without an order. */
function order(left: unknown, right: unknown): number | undefined {
  if (kind(left) !== kind(right)) return undefined;
  if (kind(left) === "number") return Math.sign(Number(left) - Number(right));
  if (Array.isArray(left) && Array.isArray(right)) {
    const at = left.findIndex((item, position) => position >= right.length || !equal(item, right[position]));
    if (at < 0) return Math.sign(left.length - right.length);
    return at >= right.length ? 1 : order(left[at], right[at]);
  }
  if (kind(left) !== "text") return undefined;
  const points = (text: unknown) => [...String(text)].map((character) => character.codePointAt(0) ?? 0);
  return order(points(left), points(right));
}

function contains(container: unknown, item: unknown): boolean | undefined {
  if (kind(container) === "text") return kind(item) === "text" ? String(container).includes(String(item)) : undefined;
  if (Array.isArray(container)) return container.some((candidate) => equal(candidate, item));
  if (kind(container) !== "object" || kind(item) === "list" || kind(item) === "object") return undefined;
  return typeof item === "string" && Object.keys(container as object).includes(item);
}

function compared({ operator }: Comparison, left: unknown, right: unknown): boolean {
  const sign = order(left, right);
  switch (operator) {
    case "==":
      return equal(left, right);
    case "!=":
      return !equal(left, right);
    case "<":
      return sign === -1;
    case ">":
      return sign === 1;
    case "<=":
      return sign === -1 || sign === 0;
    case ">=":
      return sign === 1 || sign === 0;
    case "in":
      return contains(right, left) === true;
    case "not in":
      return contains(right, left) === false;
    case "contains":
      return contains(left, right) === true;
    case "is":
      return equal(left, right) && (typeof left === "boolean") === (typeof right === "boolean");
    case "is not":
      return !(equal(left, right) && (typeof left === "boolean") === (typeof right === "boolean"));
  }
}

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
