// Since when a connection is unused, and whether its target has closed it meanwhile. A request that is written to a closed
// connection is lost, and nothing tells that from one that was read before the connection closed; so it is better not
// written there at all.

import type { Socket } from "node:net";

/** One object a connection, changed in place: this is noted after every request. */
const kept = new WeakMap<Socket, { since: number }>();

/** Notes that a connection is unused from now on. */
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

/** Whether a kept connection is closed, or about to be, as far as is known here. */
export function isClosing(connection: Socket): boolean {
  return connection.destroyed || !connection.writable || connection.readableEnded;
}

/** Calls back when the loop has read what had arrived at all connections, be it that one was closed. */
export function afterReading(then: () => void): void {
  setImmediate(() => setImmediate(then));
}
