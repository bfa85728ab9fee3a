// The budgets, their measured values, and whether they were met. A missed budget is reported and fails nothing. A wrong count
// fails the bench, because a rate means nothing if events are lost.

import type { Row } from "./row.ts";

/** One budget and its measured value. */
export interface Check {
  readonly budget: string;
  /** For instance "at least 0.4" or "at most 5 ms". */
  readonly target: string;
  readonly measured: number;
  readonly unit: string;
  /** Undefined when the value could not be measured here. */
  readonly met: boolean | undefined;
}

/** A budget that the measured value must reach. */
export function atLeast(budget: string, limit: number, measured: number, unit = ""): Check {
  return check(budget, `at least ${limit}`, { measured, unit, met: measured >= limit });
}

/** A budget that the measured value must not exceed. */
export function atMost(budget: string, limit: number, measured: number, unit = ""): Check {
  return check(budget, `at most ${limit}`, { measured, unit, met: measured <= limit });
}

/** A figure that no budget limits: it is stated, so that it can be compared. */
export function stated(what: string, measured: number, unit: string): Check {
  return { budget: what, target: NO_TARGET, measured, unit, met: Number.isNaN(measured) ? undefined : true };
}

/** The text for a figure without a target. */
export const NO_TARGET = "-";

const WRONG = ["refused", "lost", "duplicates", "unmatched", "changed_ids", "shared_ids"] as const;

/** The events that were lost, sent twice, never sent or refused. Empty if all counts are right. */
export function wrongCounts(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => {
    const wrong = WRONG.filter((kind) => row[kind] > 0);
    const counts = wrong.map((kind) => `${kind} ${row[kind]}`);
    if (row.delivered === 0) counts.push("nothing delivered");
    return counts.length === 0 ? [] : [`${row.scenario}, ${row.subject}: ${counts.join(", ")}`];
  });
}

function check(
  budget: string,
  target: string,
  { measured, unit, met }: { measured: number; unit: string; met: boolean },
): Check {
  const suffix = unit === "" ? "" : ` ${unit}`;
  return { budget, target: target + suffix, measured, unit, met: Number.isNaN(measured) ? undefined : met };
}
