// Which group of a flow to index it under: the one that puts it into the smallest company. A key that many flows ask for
// (a country) is one that many events have; a key of one flow (its product) makes that flow a candidate rarely.

import type { EqualityKey } from "./equality-keys.ts";

/** How many flows could be indexed under each key. */
export type KeyCounts = ReadonlyMap<string, number>;

/** Counts, for each key, the flows that ask for it. */
export function countKeys(flows: readonly (readonly (readonly EqualityKey[])[])[]): KeyCounts {
  const counts = new Map<string, number>();
  for (const groups of flows) {
    for (const name of new Set(groups.flat().map(nameOf))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** The most selective of a flow's groups of keys, or `undefined` when it has none. */
export function mostSelective(
  groups: readonly (readonly EqualityKey[])[],
  counts: KeyCounts,
): readonly EqualityKey[] | undefined {
  return groups
    .map((keys) => ({ keys, cost: costOf(keys, counts) }))
    .sort((a, b) => a.cost - b.cost || a.keys.length - b.keys.length)[0]?.keys;
}

// A boolean is one of two: half of all events that have it have this one, so it is taken only when there is nothing else.
function costOf(keys: readonly EqualityKey[], counts: KeyCounts): number {
  if (keys.some((key) => key.reading === "boolean")) return Number.MAX_SAFE_INTEGER;
  return Math.max(...keys.map((key) => counts.get(nameOf(key)) ?? 0));
}

function nameOf(key: EqualityKey): string {
  return JSON.stringify([key.field, key.reading, key.value]);
}
