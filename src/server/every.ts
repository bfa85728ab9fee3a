// Work that is done now and again.

import type { SetTimer } from "#backends/embedded/timer.ts";

/** Runs `run` at once and then again and again, so long after each end. The result ends it, after a run under way. */
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
