// Chooses the group under which a flow is indexed: the one whose keys the fewest events have. This is estimated from the kinds of
// the keys and from the number of flows with the same key: many events have a value that many flows require (a country), and few
// events have a value that one flow requires (a product).

import type { Choice } from "./group-keys.ts";
import type { IndexKey, NumberRange } from "./index-key.ts";

/** The estimated share of events that have a key: the greater, the more. */
type Commonness = (key: IndexKey) => number;

/** Kinds of keys from the rarest to the most common. For most kinds, a share of the flows, below 1, is added. */
const COMMONNESS: { readonly [kind in IndexKey["kind"]]: number } = {
  text: 0,
  number: 0,
  item: 0,
  prefix: 0.05,
  suffix: 0.05,
  part: 0.1,
  "item-part": 0.1,
  // More or less than a number: half of all events; between two numbers: a quarter.
  range: 0.5,
  // One of two values: half of all events as well.
  boolean: 1,
  present: 2,
};

/** A number of imaginary flows, each with another key, so that one of two real flows does not count as half of all. */
const UNSEEN = 10;

/** Estimates how common keys are, from all choices of each flow of a metric. */
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

/** The choice of a flow whose most common key is the rarest; `undefined` if the flow has no choice. */
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
