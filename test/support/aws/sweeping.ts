// One worker of the sweeper, as tests run it that are about something else: alone, with time enough.

import { type DueMessages, type Sweep, sweepDelayedMessages } from "#backends/aws/delays/sweep-delayed-messages.ts";
import type { Table } from "#backends/aws/dynamodb/table.ts";

let workers = 0;

/** Sweeps once at a time of the test's own clock. */
export function sweepAt(waits: Table, now: number, due: DueMessages): Promise<Sweep> {
  workers += 1;
  return sweepDelayedMessages({
    ...due,
    waits,
    owner: `worker-${workers}`,
    now: () => now,
    random: () => 0.5,
    timeLeft: () => 110_000,
  });
}

/** Fails the test that comes here. */
export async function refuseNothing(): Promise<void> {
  throw new Error("A row was refused");
}
