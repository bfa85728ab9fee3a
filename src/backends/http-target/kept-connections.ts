// Tracks how long a connection is unused, and whether its target has closed it in the meantime. A request written to a closed
// connection is lost, and can't be distinguished from a request that the target read before it closed the connection. So it must
// not be written there.

import type { Socket } from "node:net";

/** One object per connection. It is changed in place, because every request updates it. */
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
