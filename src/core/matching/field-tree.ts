// The fields under which the flows of one metric are indexed, as a tree of their paths. An event is walked once and its keys are
// looked up in the tree, so the cost grows with the size of the event and not with the number of fields. Some lookups are in vain
// (at the end of a path although a property has the whole name), but no value is missed.

import { type FieldSource, PATH_SEPARATOR, VALUE_FIELD } from "../filters/field.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { type FieldLookups, lookUp } from "./lookups.ts";
import type { Posting } from "./posting.ts";

/** A key of an object in events. It can be a field, and can lead to fields inside. */
export interface FieldTree {
  readonly inner: ReadonlyMap<string, FieldTree>;
  readonly lookups: FieldLookups | undefined;
}

/** A tree under construction. */
interface Growing {
  readonly inner: Map<string, Growing>;
  lookups: FieldLookups | undefined;
}

/** Builds the tree of fields. */
export function fieldTree(fields: ReadonlyMap<string, FieldLookups>): FieldTree {
  const root: Growing = { inner: new Map(), lookups: undefined };
  for (const [field, lookups] of fields) {
    // The lookups are at both places of the field: the property of that name, and the end of the path.
    child(root, field).lookups = lookups;
    field.split(PATH_SEPARATOR).reduce(child, root).lookups = lookups;
  }
  return root;
}

/** Adds the flows for the event's values to `found`. */
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
