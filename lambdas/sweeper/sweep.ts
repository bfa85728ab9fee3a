// One run of the sweeper, and the log lines that report its lag. The schedule starts several workers at the same time: one looks for
// due messages, and the others help with shards that were not swept to their end.

import * as z from "zod";
import { SWEEP_AHEAD_MS, type SweepPorts, sweepDelayedMessages } from "#backends/aws/delays/sweep-delayed-messages.ts";
import { isUnfinished, readProgress, slowestTime } from "#backends/aws/delays/sweep-progress.ts";

/** The ports of a run. */
interface SweepRunPorts extends Omit<SweepPorts, "owner" | "timeLeft"> {
  /** Returns a name that was never used before. */
  readonly newOwner: () => string;
  readonly log: (line: SweepLine) => void;
}

/** The lines that a run logs, before it begins and when it is done. */
export type SweepLine = CursorLine | { readonly moved: number };

/** lib/timer.ts turns this line into a metric, which has an alarm. */
interface CursorLine {
  /**
   * The lag of the slowest shard behind the time to which this run will sweep it, in milliseconds: usually the time since the
   * last run. Messages are late once the lag exceeds ten minutes.
   */
  readonly cursor_lag_ms: number;
}

/** The event with which the schedule starts a helping worker (lib/timer.ts). */
export const HELP = { help: true } as const;

const helpSchema = z.looseObject({ help: z.literal(true) });

/** The part of Lambda's context that a run uses. */
export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** A function that sweeps until no due message is left or its time is over. */
export function sweep(ports: SweepRunPorts): (event: unknown, invocation: Invocation) => Promise<void> {
  const { waits, now, log, newOwner } = ports;
  return async (event, invocation) => {
    const progress = await readProgress(waits);
    // Without an unfinished shard one worker is enough.
    if (helpSchema.safeParse(event).success && !progress?.some(isUnfinished)) return;
    const target = now() + SWEEP_AHEAD_MS;
    // Logged before the sweep, so that a run that fails or is killed reports its lag too.
    log({ cursor_lag_ms: progress ? target - slowestTime(progress.map(({ position }) => position)) : 0 });
    const timeLeft = () => invocation.getRemainingTimeInMillis();
    const { moved } = await sweepDelayedMessages({ ...ports, owner: newOwner(), timeLeft });
    log({ moved });
  };
}
