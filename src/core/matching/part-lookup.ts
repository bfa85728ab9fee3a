// Flows that ask for a part of a text. A flow is kept under a gram of its part: a few characters in a row, those that the
// fewest other parts have. A text is walked once for each length of gram, and every gram in it looked up, so that the work
// grows with the text and not with the flows.

import { type Entry, type Lookup, postingOf, postingsBy } from "./posting.ts";

/** Characters of a gram; the whole part where that is shorter. */
const GRAM_LENGTH = 4;

/** So few flows are tested sooner than a text is walked. */
const FEW = 16;

/** A gram's characters as one number: two grams may have the same, and then lead to each other's flows as well. */
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

// Odd and large, so that the characters of a gram leave each other's bits alone as far as 32 bits allow.
const MULTIPLIER = 0x9e3779b1;
