// The results of simulations, as the rows of docs/scale.md.

import type { Case } from "./case.ts";
import type { Outcome } from "./simulate.ts";

/** The columns. */
export const COLUMNS = [
  "events a second",
  "targets",
  "functions: first attempts + others",
  "of them busy, on average",
  "waited: half, 99 %, all",
  "late until",
  "due at once, at most",
  "due at the end",
  "attempts at slow targets",
] as const;

/** Returns the cells of a row. */
export function rowOf(one: Case, outcome: Outcome): string[] {
  const { dispatching, retrying, waitP50, waitP99, longestWait, lateUntil } = outcome;
  return [
    count(one.rate),
    one.name,
    `${count(one.dispatches)} + ${count(one.retries)}`,
    `${count(dispatching.mean)} + ${count(retrying.mean)}`,
    [waitP50, waitP99, longestWait].map(seconds).join(", "),
    lateUntil === 0 ? "never" : seconds(lateUntil),
    count(outcome.mostQueued),
    count(outcome.queuedAtEnd + outcome.retriesAtEnd),
    count(outcome.slowAttempts),
  ];
}

function count(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
