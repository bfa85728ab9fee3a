// Flows that ask for a range of numbers. Ranges form a balanced tree in the order of their lower ends, in which each node
// knows how far the ranges below it reach: a number passes by every part of the tree that ends before it, and stops where
// ranges begin after it (an interval tree: Cormen, Leiserson, Rivest, Stein, "Introduction to Algorithms", 14.3).

import type { NumberRange } from "./index-key.ts";
import { type Entry, type Lookup, type Posting, postingOf } from "./posting.ts";

interface Node extends NumberRange {
  readonly flows: Posting;
  /** The greatest upper end in this node and below it. */
  readonly reach: number;
  readonly before: Node | undefined;
  readonly after: Node | undefined;
}

/** Finds the flows whose range a number is in. */
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
