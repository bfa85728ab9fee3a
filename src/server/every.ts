// Periodic work.

import type { SetTimer } from "#backends/embedded/timer.ts";

/** Calls `run` at once, and again a fixed time after each run ends. The returned function stops it after the run in flight. */
export function every(setTimer: SetTimer, ms: number, run: () => Promise<unknown>): () => Promise<void> {
  let cancel = () => {};
  let stopped = false;
  const again = async (): Promise<void> => {
    await run();
    if (!stopped) {
      cancel = setTimer(() => {
        running = again();
      }, ms);
    }
  };
  let running = again();
  return async () => {
    stopped = true;
    cancel();
    await running;
  };
}
