// What a loop goes through. Over an object Django's loop goes by its keys and Liquid's by pairs of key and value: with two
// names, and over `object.items`, both mean the pairs; with one name, the template tells by what it reads of it.

import { type Expression, innerExpressions } from "../expressions/ast.ts";
import type { Part } from "../parsing/parts.ts";
import { RenderFailure } from "../rendering/render-failure.ts";
import { isObject } from "../values/properties.ts";

/** How the entries of an object are gone through. */
export type EntryForm = "keys" | "values" | "pairs";

/** The items of a value: of a list its items, of an object its entries, a text as one item, nothing of the rest. */
export function itemsOf(value: unknown, form: EntryForm): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return value === "" ? [] : [value];
  return isObject(value) ? entriesOf(value, form) : [];
}

/** The entries of an object. */
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

/** Django's methods of an object, as far as a loop has a use for them. */
const METHODS: ReadonlyMap<unknown, EntryForm> = new Map<unknown, EntryForm>([
  ["items", "pairs"],
  ["keys", "keys"],
  ["values", "values"],
]);

/** `object.items`: the object, and how its entries are gone through where it has no property of that name. */
export interface MethodCall {
  readonly object: Expression;
  readonly name: string;
  readonly form: EntryForm;
}

/** The method that a loop's collection ends in; undefined where it ends in none. */
export function methodOf(collection: Expression): MethodCall | undefined {
  if (collection.kind !== "path" || collection.steps.length === 0) return undefined;
  const name = collection.steps.at(-1);
  const form = METHODS.get(name);
  if (form === undefined || typeof name !== "string") return undefined;
  return { object: { ...collection, steps: collection.steps.slice(0, -1) }, name, form };
}

/** The parts of an item for as many names. Django fails where there are more or fewer. */
export function unpack(item: unknown, count: number): readonly unknown[] {
  if (Array.isArray(item) && item.length === count) return item;
  const found = Array.isArray(item) ? `a list of ${item.length}` : "no list";
  throw new RenderFailure(
    "template-render",
    `This loop has ${count} names, so each item must be a list of ${count}; one is ${found}.`,
  );
}

// `forloop`: how far a loop has come, in Django's names (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#for)
// and in Liquid's. Plain data, so that a template reaches no methods by it.

/** One for all passes of a loop. */
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
  /** The loop around it. */
  parentloop: unknown;
}

/** The state of a loop that has not begun. */
export function loopState(length: number, parentloop: unknown): LoopState {
  const none = { index: 0, index0: 0, rindex: 0, rindex0: 0, counter: 0, counter0: 0, revcounter: 0, revcounter0: 0 };
  return { length, ...none, first: false, last: false, parentloop };
}

/** Comes to the pass of this number, counted from 0. */
export function advance(state: LoopState, index: number): void {
  const left = state.length - index;
  state.index0 = state.counter0 = index;
  state.index = state.counter = index + 1;
  state.rindex = state.revcounter = left;
  state.rindex0 = state.revcounter0 = left - 1;
  state.first = index === 0;
  state.last = left === 1;
}

// Whether a loop's variable is read as a pair of key and value, as in Liquid: `pair[0]`, `pair.last`, `pair | join: '='`.

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

/** The expressions of parts and of the blocks in them, each with those that it is made of. */
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
