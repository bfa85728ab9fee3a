// The simulations of the sweeper that docs/scale.md shows, as the rows of its table.

import { MINUTE_MS } from "../../src/core/time.ts";
import type { SweepCase, SweepOutcome } from "./simulate.ts";

const MILLION = 1_000_000;

/** The cases of docs/scale.md. */
export const SWEEP_CASES: readonly SweepCase[] = [
  { name: "none", rows: 10_000, seed: 1 },
  { name: "none", rows: MILLION, seed: 1 },
  { name: "each after a tenth of its time on average", rows: MILLION, killedBetween: [0, 0.2], seed: 1 },
];

/** The bound in docs/scale.md on the lateness of a row, in milliseconds, also while functions are killed. */
export const LATEST_MS = 2 * MINUTE_MS;

/** Whether every row was sent within the bound, and under 1 % of them twice. */
export function meetsBar(one: SweepCase, { sent, repeats, lastSentMs }: SweepOutcome): boolean {
  return sent === one.rows && repeats < one.rows / 100 && lastSentMs <= LATEST_MS;
}

/** The columns. */
export const SWEEP_COLUMNS = [
  "due in one second",
  "functions killed",
  "kills",
  "sent",
  "sent again",
  "functions at once, at most",
  "last one sent",
] as const;

/** Returns the cells of a row. */
export function sweepRowOf(one: SweepCase, outcome: SweepOutcome): string[] {
  const { kills, sent, repeats, mostWorkers, lastSentMs } = outcome;
  return [
    ...[count(one.rows), one.name, count(kills), count(sent)],
    ...[`${((100 * repeats) / one.rows).toFixed(2)} %`, count(mostWorkers)],
    `${(Math.abs(lastSentMs) / MINUTE_MS).toFixed(1)} min ${lastSentMs < 0 ? "before" : "after"} it was due`,
  ];
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
