// When events are sent. A closed loop sends the next event of a connection when the last one is answered: it finds the
// highest rate. An open loop sends by a schedule whatever the answers do, and latency counts from the scheduled time: a
// system that stalls cannot hide the events that had to wait for it (coordinated omission).

import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { now } from "../wire/clock.ts";

/** Sends one event on a connection and resolves with its answer. `due` is milliseconds since 1970. */
export type SendEvent<C> = (connection: C, number: number, due: number) => Promise<void>;

/** When a closed loop ends: after so many events, or after so many milliseconds. */
export type Limit = { readonly events: number } | { readonly milliseconds: number };

// Timers fire up to a millisecond or two late, as much as what is measured. The last stretch is watched turn by turn.
const WATCHED_MS = 2;

/** Each connection sends its next event as soon as it has the answer to its last one. */
export async function closedLoop<C>(connections: readonly C[], limit: Limit, send: SendEvent<C>): Promise<void> {
  const start = now();
  let next = 0;
  const more = (): boolean => ("events" in limit ? next < limit.events : now() - start < limit.milliseconds);
  const work = async (connection: C): Promise<void> => {
    while (more()) {
      const number = next;
      next += 1;
      await send(connection, number, now());
    }
  };
  await Promise.all(connections.map(work));
}

/** Sends at `rate` events a second for `milliseconds`; an event waits for a free connection if all are busy. */
export async function openLoop<C>(
  connections: readonly C[],
  { rate, milliseconds }: { rate: number; milliseconds: number },
  send: SendEvent<C>,
): Promise<void> {
  const idle = [...connections];
  const waiting: ((connection: C) => void)[] = [];
  const release = (connection: C): void => {
    const taker = waiting.shift();
    if (taker === undefined) idle.push(connection);
    else taker(connection);
  };
  const take = (): C | Promise<C> => idle.shift() ?? new Promise<C>((resolve) => waiting.push(resolve));
  const start = now();
  const sending: Promise<void>[] = [];
  for (let number = 0; number < (rate * milliseconds) / 1000; number += 1) {
    const due = start + (number * 1000) / rate;
    await until(due);
    const connection = await take();
    sending.push(send(connection, number, due).then(() => release(connection)));
  }
  await Promise.all(sending);
}

async function until(due: number): Promise<void> {
  const ahead = due - now();
  if (ahead > WATCHED_MS) await pause(ahead - WATCHED_MS);
  while (now() < due) await nextTurn();
}
