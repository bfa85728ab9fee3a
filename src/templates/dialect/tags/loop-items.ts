// What a loop goes through. Over an object Django's loop goes by its keys and Liquid's by pairs of key and value: with two
// names, and over `object.items`, both mean the pairs; with one name, the template tells by what it reads of it.

import type { Expression } from "../expressions/ast.ts";
import { RenderFailure } from "../rendering/render-failure.ts";
import { isObject } from "../values/is-object.ts";

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
