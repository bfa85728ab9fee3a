// When a delivery is tried again. Time from the round's first attempt is cut into windows that follow each other and
// grow; retry n happens at a random point of window n, so that what failed together does not come back together.
// The last window starts late, so no delivery gives up early, whatever chance draws.

const SECOND = 1000;

/** How retries are spread over time. */
export interface RetryPolicy {
  /**
   * The lengths of the windows in milliseconds, one a retry. The first begins with the round's first attempt, each
   * next one where the one before ends.
   */
  readonly windowsMs: readonly number[];
}

const RETRIES = 17;
const FIRST_WINDOW = 5 * SECOND;

/**
 * Windows double up to this length: 5 s, 10 s, ... 10,240 s are twelve windows of 20,475 s together, and five of
 * 13,185 s fill what is left of 24 hours. The last one starts after 20 h 20 min.
 */
const LONGEST_WINDOW = 13_185 * SECOND;

/** At most 17 retries in windows that span exactly 24 hours. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  windowsMs: Array.from({ length: RETRIES }, (_, index) => Math.min(FIRST_WINDOW * 2 ** index, LONGEST_WINDOW)),
};

/** An attempt that failed, as far as the time of the next one depends on it. Times in milliseconds since 1970. */
export interface FailedAttempt {
  /** Which attempt of its round it was; 1 is the first. */
  readonly attempt: number;
  /** When the round's first attempt was made. */
  readonly roundStartedAt: number;
  readonly now: number;
  /** A number in [0, 1), drawn for this call. */
  readonly random: number;
  /** How long the target asked to wait from now on, in milliseconds (see retry-after.ts). */
  readonly retryAfterMs?: number | undefined;
}

/**
 * When to make the next attempt, in milliseconds since 1970; undefined when there were enough. What the target asked
 * for makes it later, never earlier, and takes nothing from the number of retries.
 */
export function nextAttemptAt(failed: FailedAttempt, policy: RetryPolicy = DEFAULT_RETRY_POLICY): number | undefined {
  const { windowsMs } = policy;
  const length = windowsMs[failed.attempt - 1];
  if (length === undefined) return undefined;
  const start = windowsMs.slice(0, failed.attempt - 1).reduce((sum, window) => sum + window, failed.roundStartedAt);
  const drawn = start + length * failed.random;
  return Math.ceil(
    Math.max(drawn, failed.now + leastWait(length, failed.random), failed.now + (failed.retryAfterMs ?? 0)),
  );
}

/**
 * The least time between two attempts: from a quarter to half of the window, by the same chance. It is shorter than the
 * window, so a retry that is on time stays within its own; when an outage of ours has let windows pass by, the retries
 * that are left still grow apart instead of following each other in a burst.
 */
function leastWait(windowMs: number, random: number): number {
  return (windowMs * (1 + random)) / 4;
}
