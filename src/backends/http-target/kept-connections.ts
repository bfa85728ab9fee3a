// Tracks how long a connection is unused, and whether its target has closed it meanwhile. A request that is written to a closed
// connection is lost. It can't be distinguished from a request that the target read before it closed the connection, so it must
// not be written there.

import type { Socket } from "node:net";

/** One object a connection, which is changed in place, because every request updates it. */
const kept = new WeakMap<Socket, { since: number }>();

/** Records that a connection is unused from now on. */
export function keep(connection: Socket): void {
  const since = performance.now();
  const known = kept.get(connection);
  if (known === undefined) kept.set(connection, { since });
  else known.since = since;
}

/** For how long a kept connection has been unused, in milliseconds. */
export function unusedFor(connection: Socket, now: number): number {
  return now - (kept.get(connection)?.since ?? now);
}

/** Whether a kept connection is known to be closed or closing. */
export function isClosing(connection: Socket): boolean {
  return connection.destroyed || !connection.writable || connection.readableEnded;
}

/** Calls back after the event loop has read all data and closures that had arrived at connections. */
export function afterReading(then: () => void): void {
  setImmediate(() => setImmediate(then));
}
