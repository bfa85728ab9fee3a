// One run of the sweeper, and the lines by which operators know how far behind it is.

import type { Now } from "#app/ports.ts";
import type { WaitsTable } from "#backends/aws/dynamodb-waits.ts";
import { type DueWaits, SWEEP_AHEAD_MS, sweepWaits, sweptTo } from "#backends/aws/sweep-waits.ts";

/** What a run needs. */
export interface SweepPorts extends DueWaits {
  readonly waits: WaitsTable;
  readonly now: Now;
  readonly log: (line: SweepLine) => void;
}

/** What a run says of itself, before it begins and when it is done. */
export type SweepLine = CursorLine | { readonly moved: number };

/** lib/timer.ts makes a metric of it, and an alarm. */
export interface CursorLine {
  /**
   * How far the cursor is behind where this run is to bring it, in milliseconds: as a rule the time since the last run.
   * Once it is more than ten minutes, waits are late.
   */
  readonly cursor_lag_ms: number;
}

/** A function that sweeps once. Its lag is told first, so that a run that fails tells it too. */
export function sweep({ waits, send, refuse, now, log }: SweepPorts): () => Promise<void> {
  return async () => {
    const start = now();
    const target = start + SWEEP_AHEAD_MS;
    log({ cursor_lag_ms: target - ((await sweptTo(waits)) ?? target) });
    const { moved } = await sweepWaits(waits, start, { send, refuse });
    log({ moved });
  };
}
