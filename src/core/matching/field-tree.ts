// The fields that the flows of one metric are indexed under. They form a tree along their paths; an event is walked once,
// its keys looked up in the tree, so that the cost grows with the size of the event and not with the number of fields. A
// value may be looked up where the field is not read from after all (at the end of a path, though a property has the
// whole name), but none is missed.

import { type FieldSource, PATH_SEPARATOR, VALUE_FIELD } from "../filters/field.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { type FieldLookups, lookUp } from "./lookups.ts";
import type { Posting } from "./posting.ts";

/** A key of an object in events: it can be a field itself, and lead to fields inside. */
export interface FieldTree {
  readonly inner: ReadonlyMap<string, FieldTree>;
  readonly lookups: FieldLookups | undefined;
}

/** A tree that still grows. */
interface Growing {
  readonly inner: Map<string, Growing>;
  lookups: FieldLookups | undefined;
}

/** Makes the tree of some fields. */
export function fieldTree(fields: ReadonlyMap<string, FieldLookups>): FieldTree {
  const root: Growing = { inner: new Map(), lookups: undefined };
  for (const [field, lookups] of fields) {
    // The same lookups at both places where the field may be: the property of that name and the end of the path.
    child(root, field).lookups = lookups;
    field.split(PATH_SEPARATOR).reduce(child, root).lookups = lookups;
  }
  return root;
}

/** Adds to `found` the flows that the event's values lead to. */
export function collectFlows(tree: FieldTree, event: FieldSource, found: Posting[]): void {
  if (tree.inner.size === 0) return;
  walk(tree, event.properties, found);
  const value = tree.inner.get(VALUE_FIELD)?.lookups;
  if (value !== undefined) lookUp(value, event.value, found);
}

function child(tree: Growing, key: string): Growing {
  const existing = tree.inner.get(key);
  if (existing !== undefined) return existing;
  const added: Growing = { inner: new Map(), lookups: undefined };
  tree.inner.set(key, added);
  return added;
}

function walk(tree: FieldTree, object: JsonObject, found: Posting[]): void {
  for (const key in object) {
    const inner = tree.inner.get(key);
    if (inner === undefined) continue;
    const value = object[key];
    if (inner.lookups !== undefined) lookUp(inner.lookups, value, found);
    if (inner.inner.size > 0 && isJsonObject(value)) walk(inner, value, found);
  }
}
