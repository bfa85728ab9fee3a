// The flows of one metric by the values they ask for. Fields form a tree along their paths; an event is walked once, its
// keys looked up in the tree, so that the cost grows with the size of the event and not with the number of fields or
// flows. A flow may be found twice, or where its field is not read from after all (at the end of a path, though a
// property has the whole name), but never missed.

import { type FieldSource, PATH_SEPARATOR, VALUE_FIELD } from "../filters/field.ts";
import { booleanOf, numberOf, textOf, type Value } from "../filters/readings.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import type { EqualityKey } from "./equality-keys.ts";

/** The numbers of the flows under each value of one field, as one reading of it gives it. */
type Posting = Map<EqualityKey["value"], number[]>;

type Postings = { readonly [reading in EqualityKey["reading"]]: Posting };

/** A key of an object in events: it can be a field itself, and lead to fields inside. */
export interface FieldIndex {
  readonly inner: Map<string, FieldIndex>;
  postings?: Postings;
}

/** An index without flows. */
export function emptyFieldIndex(): FieldIndex {
  return { inner: new Map() };
}

/** Indexes flow number `flow` under a key. */
export function addKey(index: FieldIndex, key: EqualityKey, flow: number): void {
  const exact = child(index, key.field);
  exact.postings ??= { text: new Map(), number: new Map(), boolean: new Map(), item: new Map() };
  // The same postings at both places where the field may be: the property of that name and the end of the path.
  const path = key.field.split(PATH_SEPARATOR).reduce(child, index);
  path.postings = exact.postings;
  append(exact.postings[key.reading], key.value, flow);
}

/** Adds to `found` the number of each flow that an event's values lead to. */
export function collectFlows(index: FieldIndex, event: FieldSource, found: number[]): void {
  walk(index, event.properties, found);
  const value = index.inner.get(VALUE_FIELD)?.postings;
  if (value !== undefined) lookUp(value, event.value, found);
}

function child(index: FieldIndex, key: string): FieldIndex {
  const existing = index.inner.get(key);
  if (existing !== undefined) return existing;
  const added = emptyFieldIndex();
  index.inner.set(key, added);
  return added;
}

function append(posting: Posting, value: EqualityKey["value"], flow: number): void {
  const flows = posting.get(value);
  if (flows === undefined) posting.set(value, [flow]);
  else flows.push(flow);
}

function walk(index: FieldIndex, object: JsonObject, found: number[]): void {
  for (const key in object) {
    const inner = index.inner.get(key);
    if (inner === undefined) continue;
    const value = object[key];
    if (inner.postings !== undefined) lookUp(inner.postings, value, found);
    if (inner.inner.size > 0 && isJsonObject(value)) walk(inner, value, found);
  }
}

function lookUp(postings: Postings, value: Value, found: number[]): void {
  if (Array.isArray(value)) {
    if (postings.item.size > 0) for (const item of value) take(postings.item, textOf(item), found);
    return;
  }
  // A reading is worth making only where some flow asks for it.
  if (postings.text.size > 0) take(postings.text, textOf(value), found);
  if (postings.number.size > 0) take(postings.number, numberOf(value), found);
  if (postings.boolean.size > 0) take(postings.boolean, booleanOf(value), found);
}

function take(posting: Posting, value: EqualityKey["value"] | undefined, found: number[]): void {
  const flows = value === undefined ? undefined : posting.get(value);
  if (flows !== undefined) for (const flow of flows) found.push(flow);
}
