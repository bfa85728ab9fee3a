// Lists of flows, and finding them: what every part of the index is made of.

/** The numbers of some flows of a metric, ascending, each once. */
export type Posting = readonly number[];

/** What flow number `flow` asks for. */
export interface Entry<Asked> {
  readonly asked: Asked;
  readonly flow: number;
}

/**
 * Adds to `found` the postings that one reading of a value leads to: at least those of all flows that would match by it. It
 * may add a posting more than once.
 */
export type Lookup<Read> = (read: Read, found: Posting[]) => void;

/** The flows of some entries, which are in the order of their flows. */
export function postingOf(entries: readonly Entry<unknown>[]): Posting {
  return entries.map(({ flow }) => flow).filter((flow, at, flows) => flow !== flows[at - 1]);
}

/** The flows of each name that `nameOf` gives what they ask for; the entries are in the order of their flows. */
export function postingsBy<Asked, Name>(
  entries: readonly Entry<Asked>[],
  nameOf: (asked: Asked) => Name,
): ReadonlyMap<Name, Posting> {
  const groups = Map.groupBy(entries, ({ asked }) => nameOf(asked));
  return new Map([...groups].map(([name, group]) => [name, postingOf(group)]));
}

/** All flows of some postings. */
export function unionOf(postings: readonly Posting[]): Posting {
  const distinct = new Set(postings);
  // In an array of numbers alone, since those are sorted without a comparison of ours.
  const sorted = new Uint32Array(distinct.values().reduce((count, posting) => count + posting.length, 0));
  let count = 0;
  for (const posting of distinct) for (const flow of posting) sorted[count++] = flow;
  sorted.sort();
  const union: number[] = [];
  for (const flow of sorted) if (flow !== union.at(-1)) union.push(flow);
  return union;
}
