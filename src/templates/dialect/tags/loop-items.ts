// The items of a loop and its `forloop` variable. For an object, Django's loop yields keys and Liquid's yields pairs of
// key and value. With two names, and over `object.items`, both mean pairs. With one name, the body decides: a body that
// reads the variable as a pair gets pairs.

import { type Expression, innerExpressions } from "../expressions/ast.ts";
import type { Part } from "../parsing/parts.ts";
import { RenderFailure } from "../rendering/render-failure.ts";
import { isObject } from "../values/properties.ts";

/** The form in which a loop yields the entries of an object. */
export type EntryForm = "keys" | "values" | "pairs";

/** The items of a list, the entries of an object, or a text as one item; no items for other values. */
export function itemsOf(value: unknown, form: EntryForm): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return value === "" ? [] : [value];
  return isObject(value) ? entriesOf(value, form) : [];
}

export function entriesOf(object: object, form: EntryForm): readonly unknown[] {
  switch (form) {
    case "keys":
      return Object.keys(object);
    case "values":
      return Object.values(object);
    case "pairs":
      return Object.entries(object);
  }
}

/** Django's methods of an object that a loop can use. */
const METHODS: ReadonlyMap<unknown, EntryForm> = new Map<unknown, EntryForm>([
  ["items", "pairs"],
  ["keys", "keys"],
  ["values", "values"],
]);

/** `object.items`: the object and the form of its entries, if it has no property of that name. */
export interface MethodCall {
  readonly object: Expression;
  readonly name: string;
  readonly form: EntryForm;
}

/** The method at the end of a loop's collection; undefined without one. */
export function methodOf(collection: Expression): MethodCall | undefined {
  if (collection.kind !== "path" || collection.steps.length === 0) return undefined;
  const name = collection.steps.at(-1);
  const form = METHODS.get(name);
  if (form === undefined || typeof name !== "string") return undefined;
  return { object: { ...collection, steps: collection.steps.slice(0, -1) }, name, form };
}

/** The parts of an item for the loop's names. As in Django, their numbers must match. */
export function unpack(item: unknown, count: number): readonly unknown[] {
  if (Array.isArray(item) && item.length === count) return item;
  const found = Array.isArray(item) ? `a list of ${item.length}` : "not a list";
  throw new RenderFailure(
    "template-render",
    `This loop has ${count} names, so each item must be a list of ${count}; one is ${found}.`,
  );
}

// `forloop` with Django's names (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#for) and Liquid's. It is
// plain data, so a template can't reach methods through it.

/** One object for all passes of a loop. */
interface LoopState {
  length: number;
  index: number;
  index0: number;
  rindex: number;
  rindex0: number;
  counter: number;
  counter0: number;
  revcounter: number;
  revcounter0: number;
  first: boolean;
  last: boolean;
  /** The `forloop` of the loop around it. */
  parentloop: unknown;
}

/** The state of a loop before its first pass. */
export function loopState(length: number, parentloop: unknown): LoopState {
  const none = { index: 0, index0: 0, rindex: 0, rindex0: 0, counter: 0, counter0: 0, revcounter: 0, revcounter0: 0 };
  return { length, ...none, first: false, last: false, parentloop };
}

/** Advances to a pass, counted from 0. */
export function advance(state: LoopState, index: number): void {
  const left = state.length - index;
  state.index0 = state.counter0 = index;
  state.index = state.counter = index + 1;
  state.rindex = state.revcounter = left;
  state.rindex0 = state.revcounter0 = left - 1;
  state.first = index === 0;
  state.last = left === 1;
}

// Detects bodies that read the loop's variable as a pair, as in Liquid: `pair[0]`, `pair.last`, `pair | join: '='`.

const STEPS: ReadonlySet<unknown> = new Set([0, 1, "0", "1", "first", "last"]);
const FILTERS: ReadonlySet<string> = new Set(["first", "last", "join", "json", "jsonify", "lookup"]);

/** Whether parts read a variable as a pair. */
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

/** All expressions of parts and their blocks, with the expressions inside them. */
function* expressionsOf(parts: readonly Part[]): Generator<Expression> {
  for (const part of parts) {
    const { reads = [], blocks = [] } = part.describe();
    for (const expression of reads) yield* withInner(expression);
    for (const block of blocks) yield* expressionsOf(block.parts);
  }
}

function* withInner(expression: Expression): Generator<Expression> {
  yield expression;
  for (const inner of innerExpressions(expression)) yield* withInner(inner);
}
