// All lookups of one field. A value is read once in each way that some flow asks for, by the same functions as the filters
// read it, and each reading is looked up.

import { booleanOf, numberOf, textOf, type Value } from "../filters/readings.ts";
import type { JsonValue } from "../json.ts";
import { prefixLookup, suffixLookup } from "./affix-lookup.ts";
import { exactLookup } from "./exact-lookup.ts";
import type { Asked, ValueKey } from "./index-key.ts";
import { partLookup } from "./part-lookup.ts";
import { type Entry, type Lookup, type Posting, postingOf } from "./posting.ts";
import { rangeLookup } from "./range-lookup.ts";

/** The lookups of one field, by how they read its value. */
export interface FieldLookups {
  readonly texts: readonly Lookup<string>[];
  readonly numbers: readonly Lookup<number>[];
  readonly booleans: readonly Lookup<boolean>[];
  /** Those that read each item of a list. */
  readonly items: readonly Lookup<string>[];
  /** The flows that every value but null leads to. */
  readonly present: Posting;
}

/** Makes the lookups of a field from what flows ask of it, in the order of the flows. */
export function fieldLookups(entries: readonly Entry<ValueKey>[]): FieldLookups {
  const made = <Kind extends keyof Asked, Read>(
    kind: Kind,
    make: (own: readonly Entry<Asked[Kind]>[]) => Lookup<Read>,
  ): Lookup<Read>[] => {
    const own = entriesOf(entries, kind);
    return own.length === 0 ? [] : [make(own)];
  };
  return {
    texts: [
      ...made("text", exactLookup),
      ...made("prefix", prefixLookup),
      ...made("suffix", suffixLookup),
      ...made("part", partLookup),
    ],
    numbers: [...made("number", exactLookup), ...made("range", rangeLookup)],
    booleans: made("boolean", exactLookup),
    items: [...made("item", exactLookup), ...made("item-part", partLookup)],
    present: postingOf(entriesOf(entries, "present")),
  };
}

/** Adds to `found` the flows that a value of the field leads to. */
export function lookUp(lookups: FieldLookups, value: Value, found: Posting[]): void {
  if (value === undefined || value === null) return;
  if (lookups.present.length > 0) found.push(lookups.present);
  if (Array.isArray(value)) lookUpItems(lookups.items, value, found);
  else lookUpScalar(lookups, value, found);
}

function lookUpItems(lookups: readonly Lookup<string>[], items: readonly JsonValue[], found: Posting[]): void {
  if (lookups.length > 0) for (const item of items) lookUpReading(lookups, textOf(item), found);
}

// A reading is worth making only where some flow asks for it.
function lookUpScalar({ texts, numbers, booleans }: FieldLookups, value: Value, found: Posting[]): void {
  if (texts.length > 0) lookUpReading(texts, textOf(value), found);
  if (numbers.length > 0) lookUpReading(numbers, numberOf(value), found);
  if (booleans.length > 0) lookUpReading(booleans, booleanOf(value), found);
}

function lookUpReading<Read>(lookups: readonly Lookup<Read>[], read: Read | undefined, found: Posting[]): void {
  if (read !== undefined) for (const one of lookups) one(read, found);
}

function entriesOf<Kind extends keyof Asked>(
  entries: readonly Entry<ValueKey>[],
  kind: Kind,
): readonly Entry<Asked[Kind]>[] {
  return entries.flatMap(({ asked: key, flow }) => (isOfKind(key, kind) ? [{ asked: key.asked, flow }] : []));
}

function isOfKind<Kind extends keyof Asked>(key: ValueKey, kind: Kind): key is ValueKey & ValueKey<Kind> {
  return key.kind === kind;
}
