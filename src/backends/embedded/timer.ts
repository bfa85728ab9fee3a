// Timers as an argument, so that tests own the clock.

/** Runs `run` once after so many milliseconds; the result cancels it. */
export type SetTimer = (run: () => void, ms: number) => () => void;

/** Node's own timers. */
export const systemTimer: SetTimer = (run, ms) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
