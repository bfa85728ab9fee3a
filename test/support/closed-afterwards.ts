// Closes everything that a test opened after the test ends, in reverse order.

import { afterEach } from "vitest";

type Close = () => unknown;

/** Returns a function that registers a close for the running test. Call this once, where the tests are declared. */
export function closedAfterwards(): (close: Close) => void {
  const open: Close[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });
  return (close) => void open.push(close);
}
