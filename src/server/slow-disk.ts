// A 202 waits for a commit to the disk, so a slow disk slows ingest down. The process reports a slow disk at its start.

/** Longest commit of a fast disk, in milliseconds; a local solid-state disk takes less than two. */
const SLOW_COMMIT_MS = 10;

/** Number of timed commits. The fastest one counts, because another process can delay any of them. */
const TRIES = 5;

/**
 * Returns how long a commit takes on this disk, in milliseconds; undefined if the disk is fast enough.
 * @param clock milliseconds, with fractions.
 */
export function slowCommit(commit: () => void, clock: () => number): number | undefined {
  const times = Array.from({ length: TRIES }, () => {
    const start = clock();
    commit();
    return clock() - start;
  });
  const quickest = Math.min(...times);
  return quickest > SLOW_COMMIT_MS ? quickest : undefined;
}
