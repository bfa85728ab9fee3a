// Flows that ask how a text begins or ends. A text is cut to each length that an affix has, and each cut looked up: as
// many lookups as there are lengths, however many affixes. Of a long affix only so much is looked up that the work for
// one text stays small.

import { type Entry, type Lookup, postingsBy } from "./posting.ts";

/** Characters of an affix by which flows are told apart. */
export const AFFIX_LENGTH = 64;

/** Takes so many characters of a text, fewer where it is shorter. */
type Cut = (text: string, length: number) => string;

/** Finds the flows whose prefix a text begins with. */
export function prefixLookup(entries: readonly Entry<string>[]): Lookup<string> {
  return affixLookup(entries, (text, length) => text.slice(0, length));
}

/** Finds the flows whose suffix a text ends with. */
export function suffixLookup(entries: readonly Entry<string>[]): Lookup<string> {
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
