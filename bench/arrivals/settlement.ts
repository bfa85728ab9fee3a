// Waits until every accepted event has arrived, then asks the receiver for the account. A run ends early when all have
// come, and late, with losses, when none comes for a while: retries need time, and a bench must end.

import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { type Account, accountSchema, type Sending } from "./account.ts";

const POLL_MS = 50;

/**
 * The account of a finished run.
 * @param receiver The receiver's base URL.
 * @param quietMs How long nothing may arrive before the missing events count as lost.
 */
export async function settle(receiver: string, run: string, sending: Sending, quietMs: number): Promise<Account> {
  const expected = sending.sent - sending.refused.length;
  let arrived = 0;
  let lastChange = performance.now();
  while (performance.now() - lastChange < quietMs) {
    const before = arrived;
    arrived = await askArrived(receiver, run);
    if (arrived >= expected) break;
    if (arrived !== before) lastChange = performance.now();
    await pause(POLL_MS);
  }
  const response = await fetch(new URL("/bench/account", receiver), {
    method: "POST",
    body: JSON.stringify({ run, ...sending }),
  });
  return accountSchema.parse(await response.json());
}

async function askArrived(receiver: string, run: string): Promise<number> {
  const response = await fetch(new URL(`/bench/arrived/${run}`, receiver));
  return z.object({ arrived: z.number() }).parse(await response.json()).arrived;
}
