// One run of the sweeper, and the line by which an alarm knows how far behind it is.

import type { Now } from "#app/ports.ts";
import type { Wait, WaitsTable } from "#backends/aws/dynamodb-waits.ts";
import { SWEEP_AHEAD_MS, sweepWaits } from "#backends/aws/sweep-waits.ts";

/** What a run needs. */
export interface SweepPorts {
  readonly waits: WaitsTable;
  /** Resolves only when none of the waits can be lost any more. */
  readonly send: (waits: readonly Wait[]) => Promise<void>;
  readonly now: Now;
  readonly log: (line: SweepLine) => void;
}

/** What a run says of itself; lib/timer.ts makes a metric of the lag. */
export interface SweepLine {
  readonly moved: number;
  /** How far the cursor is behind where this run should have brought it, in milliseconds. */
  readonly cursor_lag_ms: number;
}

/** A function that sweeps once. It rejects, and says nothing of a lag, when it can't do it to the end. */
export function sweep({ waits, send, now, log }: SweepPorts): () => Promise<void> {
  return async () => {
    const { moved, sweptTo } = await sweepWaits(waits, now(), send);
    log({ moved, cursor_lag_ms: Math.max(0, now() + SWEEP_AHEAD_MS - sweptTo) });
  };
}
