// Flows that ask for exactly one value: found by it.

import { type Entry, type Lookup, postingsBy } from "./posting.ts";

/** Finds the flows that ask for what was read. */
export function exactLookup<Read extends string | number | boolean>(entries: readonly Entry<Read>[]): Lookup<Read> {
  const postings = postingsBy(entries, (value) => value);
  return (read, found) => {
    const posting = postings.get(read);
    if (posting !== undefined) found.push(posting);
  };
}
