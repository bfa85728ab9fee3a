// Timers as an argument, so that tests control the clock.

/** Runs `run` once after `ms` milliseconds; the result cancels it. */
export type SetTimer = (run: () => void, ms: number) => () => void;

/** Node's timers. */
export const systemTimer: SetTimer = (run, ms) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
