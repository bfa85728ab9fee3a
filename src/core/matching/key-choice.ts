// Which group of a flow to index it under: the one by which events lead to it most rarely. That is guessed from the kind
// of its keys and from how many flows ask for the same: a value that many flows ask for (a country) is one that many events
// have; a value of one flow (its product) is rare.

import type { Choice } from "./group-keys.ts";
import type { IndexKey, NumberRange } from "./index-key.ts";

/** How common a key is guessed to be: the greater, the more events have it. */
type Commonness = (key: IndexKey) => number;

/** Kinds of keys from the rarest to the most common. A share of the flows, below 1, is added to most of them. */
const COMMONNESS: { readonly [kind in IndexKey["kind"]]: number } = {
  text: 0,
  number: 0,
  item: 0,
  prefix: 0.05,
  suffix: 0.05,
  part: 0.1,
  "item-part": 0.1,
  // More or less than some number: half of all, and a quarter where both ends are given.
  range: 0.5,
  // One of two: half of all as well, of those that may say it in few words.
  boolean: 1,
  present: 2,
};

/** Flows that are not there, each asking for something else: of two flows, one is no half of all that there may be. */
const UNSEEN = 10;

/** Guesses how common keys are, from all choices of each flow of a metric. */
export function commonness(flows: readonly (readonly Choice[])[]): Commonness {
  const counts = new Map<string, number>();
  for (const choices of flows) {
    for (const name of new Set(choices.flat().map(nameOf))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return (key) => {
    if (key.kind === "range") return COMMONNESS.range * (isBounded(key.asked) ? 0.5 : 1);
    return COMMONNESS[key.kind] + (counts.get(nameOf(key)) ?? 0) / (flows.length + UNSEEN);
  };
}

/** The choice of a flow whose most common key is the rarest, or `undefined` when it has none. */
export function rarest(choices: readonly Choice[], commonnessOf: Commonness): Choice | undefined {
  return choices
    .map((keys) => ({ keys, cost: keys.reduce((most, key) => Math.max(most, commonnessOf(key)), 0) }))
    .sort((a, b) => a.cost - b.cost || a.keys.length - b.keys.length)[0]?.keys;
}

function isBounded({ low, high }: NumberRange): boolean {
  return Number.isFinite(low) && Number.isFinite(high);
}

function nameOf({ field, kind, asked }: IndexKey): string {
  return `${kind} ${String(asked)} ${field}`;
}
