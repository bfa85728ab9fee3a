// Postings: the lists of flows from which every part of the index is built.

/** The numbers of flows of a metric, ascending and unique. */
export type Posting = readonly number[];

/** The key of flow number `flow`. */
export interface Entry<Asked> {
  readonly asked: Asked;
  readonly flow: number;
}

/**
 * Adds the postings for one reading of a value to `found`: at least those of all flows that match it. May add a posting more than
 * once.
 */
export type Lookup<Read> = (read: Read, found: Posting[]) => void;

/** The flows of entries, which must be in the order of their flows. */
export function postingOf(entries: readonly Entry<unknown>[]): Posting {
  return entries.map(({ flow }) => flow).filter((flow, at, flows) => flow !== flows[at - 1]);
}

/** The flows of entries by the name that `nameOf` gives their keys. The entries must be in the order of their flows. */
export function postingsBy<Asked, Name>(
  entries: readonly Entry<Asked>[],
  nameOf: (asked: Asked) => Name,
): ReadonlyMap<Name, Posting> {
  const groups = Map.groupBy(entries, ({ asked }) => nameOf(asked));
  return new Map([...groups].map(([name, group]) => [name, postingOf(group)]));
}

/** The union of postings. */
export function unionOf(postings: readonly Posting[]): Posting {
  const distinct = new Set(postings);
  // A typed array sorts numbers without a comparison function.
  const sorted = new Uint32Array(distinct.values().reduce((count, posting) => count + posting.length, 0));
  let count = 0;
  for (const posting of distinct) for (const flow of posting) sorted[count++] = flow;
  sorted.sort();
  const union: number[] = [];
  for (const flow of sorted) if (flow !== union.at(-1)) union.push(flow);
  return union;
}
