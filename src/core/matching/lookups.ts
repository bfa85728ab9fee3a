// The lookups of one field. A value is read once in each way that a flow requires, with the same functions as in the filters, and
// each reading is looked up in a structure of its kind.

import { booleanOf, numberOf, textOf, type Value } from "../filters/readings.ts";
import type { JsonValue } from "../json.ts";
import type { Asked, NumberRange, ValueKey } from "./index-key.ts";
import { type Entry, type Lookup, type Posting, postingOf, postingsBy } from "./posting.ts";

/** The lookups of one field, by the reading of its value. */
export interface FieldLookups {
  readonly texts: readonly Lookup<string>[];
  readonly numbers: readonly Lookup<number>[];
  readonly booleans: readonly Lookup<boolean>[];
  /** Lookups for each item of a list. */
  readonly items: readonly Lookup<string>[];
  /** The flows for every value except null. */
  readonly present: Posting;
}

/** Builds the lookups of a field from the keys of flows, in the order of the flows. */
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

/** Adds the flows for a value of the field to `found`. */
export function lookUp(lookups: FieldLookups, value: Value, found: Posting[]): void {
  if (value === undefined || value === null) return;
  if (lookups.present.length > 0) found.push(lookups.present);
  if (Array.isArray(value)) lookUpItems(lookups.items, value, found);
  else lookUpScalar(lookups, value, found);
}

function lookUpItems(lookups: readonly Lookup<string>[], items: readonly JsonValue[], found: Posting[]): void {
  if (lookups.length > 0) for (const item of items) lookUpReading(lookups, textOf(item), found);
}

// A value is read only in the ways that a flow requires.
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

/** Finds the flows that require exactly the value. */
function exactLookup<Read extends string | number | boolean>(entries: readonly Entry<Read>[]): Lookup<Read> {
  const postings = postingsBy(entries, (value) => value);
  return (read, found) => {
    const posting = postings.get(read);
    if (posting !== undefined) found.push(posting);
  };
}

// Prefixes and suffixes: a text is cut to each length that an affix has, and each cut is looked up. So there is one lookup per
// length, for any number of affixes. Only a limited part of a long affix is looked up, so that the work for one text stays small.

/** Maximum characters of an affix that are looked up. */
const AFFIX_LENGTH = 64;

/** Cuts a text to a number of characters. */
type Cut = (text: string, length: number) => string;

/** Finds the flows whose prefix a text begins with. */
function prefixLookup(entries: readonly Entry<string>[]): Lookup<string> {
  return affixLookup(entries, (text, length) => text.slice(0, length));
}

/** Finds the flows whose suffix a text ends with. */
function suffixLookup(entries: readonly Entry<string>[]): Lookup<string> {
  return affixLookup(entries, (text, length) => text.slice(-length));
}

function affixLookup(entries: readonly Entry<string>[], cut: Cut): Lookup<string> {
  const postings = postingsBy(entries, (affix) => cut(affix, AFFIX_LENGTH));
  const lengths = [...new Set([...postings.keys()].map((affix) => affix.length))].sort((a, b) => a - b);
  return (text, found) => {
    for (const length of lengths) {
      if (length > text.length) return;
      const posting = postings.get(cut(text, length));
      if (posting !== undefined) found.push(posting);
    }
  };
}

// Parts of a text: a flow is kept under a gram of its part, which is the sequence of a few characters that the fewest other parts
// have. A text is walked once for each length of gram, and every gram in it is looked up, so the work grows with the text and not
// with the flows.

/** Characters of a gram; a shorter part is a gram as a whole. */
const GRAM_LENGTH = 4;

/** Up to so many flows, testing each is faster than walking the text. */
const FEW = 16;

/** A gram as a number. Grams may share a number, and then each also finds the flows of the other. */
type Gram = number;

/** Finds the flows whose part may be in a text. */
export function partLookup(entries: readonly Entry<string>[]): Lookup<string> {
  if (entries.length <= FEW) {
    const all = postingOf(entries);
    return (_, found) => void found.push(all);
  }
  const byLength = Map.groupBy(entries, ({ asked }) => Math.min(asked.length, GRAM_LENGTH));
  const lookups = [...byLength].map(([length, some]) => gramLookup(some, length));
  return (text, found) => {
    for (const lookUp of lookups) lookUp(text, found);
  };
}

function gramLookup(entries: readonly Entry<string>[], length: number): Lookup<string> {
  const counts = countGrams(entries, length);
  const postings = postingsBy(entries, (part) => rarestGram(part, length, counts));
  return (text, found) => {
    for (let at = 0; at + length <= text.length; at++) {
      const posting = postings.get(gramAt(text, at, length));
      if (posting !== undefined) found.push(posting);
    }
  };
}

function countGrams(entries: readonly Entry<string>[], length: number): ReadonlyMap<Gram, number> {
  const counts = new Map<Gram, number>();
  for (const { asked } of entries) {
    for (const gram of gramsOf(asked, length)) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function rarestGram(part: string, length: number, counts: ReadonlyMap<Gram, number>): Gram {
  const countOf = (gram: Gram) => counts.get(gram) ?? 0;
  return gramsOf(part, length).reduce((rarest, gram) => (countOf(gram) < countOf(rarest) ? gram : rarest));
}

function gramsOf(part: string, length: number): readonly Gram[] {
  return Array.from({ length: part.length - length + 1 }, (_, at) => gramAt(part, at, length));
}

function gramAt(text: string, at: number, length: number): Gram {
  let gram = 0;
  for (let index = at; index < at + length; index++) gram = (Math.imul(gram, MULTIPLIER) + text.charCodeAt(index)) | 0;
  return gram;
}

// Odd and large, so that the characters of a gram overlap as little as 32 bits allow.
const MULTIPLIER = 0x9e3779b1;

// Ranges of numbers form a balanced tree in the order of their lower ends. Each node has the greatest upper end below it, so the
// search skips every subtree that ends before the number, and stops where ranges begin after it (an interval tree: Cormen,
// Leiserson, Rivest, Stein, "Introduction to Algorithms", 14.3).

interface Node extends NumberRange {
  readonly flows: Posting;
  /** The greatest upper end in this node and below it. */
  readonly reach: number;
  readonly before: Node | undefined;
  readonly after: Node | undefined;
}

/** Finds the flows whose range contains a number. */
export function rangeLookup(entries: readonly Entry<NumberRange>[]): Lookup<number> {
  const groups = Map.groupBy(entries, ({ asked }) => `${asked.low} ${asked.high}`);
  const ranges = [...groups.values()].flatMap((same) =>
    same.slice(0, 1).map(({ asked }) => ({ ...asked, flows: postingOf(same) })),
  );
  const root = balanced(ranges.sort((a, b) => a.low - b.low));
  return (number, found) => collect(root, number, found);
}

function balanced(ranges: readonly (NumberRange & { readonly flows: Posting })[]): Node | undefined {
  const half = Math.floor(ranges.length / 2);
  const middle = ranges[half];
  if (middle === undefined) return undefined;
  const before = balanced(ranges.slice(0, half));
  const after = balanced(ranges.slice(half + 1));
  const reach = Math.max(middle.high, before?.reach ?? -Infinity, after?.reach ?? -Infinity);
  return { ...middle, reach, before, after };
}

function collect(node: Node | undefined, number: number, found: Posting[]): void {
  if (node === undefined || node.reach < number) return;
  collect(node.before, number, found);
  if (number < node.low) return;
  if (number <= node.high) found.push(node.flows);
  collect(node.after, number, found);
}
