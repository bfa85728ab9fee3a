// One run of the sweeper, and the lines by which operators know how far behind it is. The schedule starts several workers
// at the same time: one looks for what is due, and the others help where it has not come to its end.

import * as z from "zod";
import { SWEEP_AHEAD_MS, type SweepPorts, sweepDelayedMessages } from "#backends/aws/delays/sweep-delayed-messages.ts";
import { isUnfinished, readProgress, slowestTime } from "#backends/aws/delays/sweep-progress.ts";

/** What a run needs. */
export interface SweepRunPorts extends Omit<SweepPorts, "owner" | "timeLeft"> {
  /** A name that was never given before. */
  readonly newOwner: () => string;
  readonly log: (line: SweepLine) => void;
}

/** What a run says of itself, before it begins and when it is done. */
export type SweepLine = CursorLine | { readonly moved: number };

/** lib/timer.ts makes a metric of it, and an alarm. */
export interface CursorLine {
  /**
   * How far the slowest shard is behind the time to which this run is to bring it, in milliseconds: as a rule the time
   * since the last run. Once it is more than ten minutes, waits are late.
   */
  readonly cursor_lag_ms: number;
}

/** The event by which the schedule starts a worker that only helps (lib/timer.ts). */
export const HELP = { help: true } as const;

const helpSchema = z.looseObject({ help: z.literal(true) });

/** The part of Lambda's context that a run uses. */
export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** A function that sweeps until nothing is left that is due, or its time is over. */
export function sweep(ports: SweepRunPorts): (event: unknown, invocation: Invocation) => Promise<void> {
  const { waits, now, log, newOwner } = ports;
  return async (event, invocation) => {
    const progress = await readProgress(waits);
    // With nothing unfinished there is no work for more than one worker.
    if (helpSchema.safeParse(event).success && !progress?.some(isUnfinished)) return;
    const target = now() + SWEEP_AHEAD_MS;
    // Logged first, so that a run that fails or is killed reports its lag too.
    log({ cursor_lag_ms: progress ? target - slowestTime(progress.map(({ position }) => position)) : 0 });
    const timeLeft = () => invocation.getRemainingTimeInMillis();
    const { moved } = await sweepDelayedMessages({ ...ports, owner: newOwner(), timeLeft });
    log({ moved });
  };
}
