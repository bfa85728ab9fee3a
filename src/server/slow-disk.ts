// Nothing is accepted before the disk says that it is safe there, so a slow disk makes everything slow. Better to be told
// at the start than to wonder later.

/** What a commit may take, in milliseconds; local solid-state disks take less than two. */
const SLOW_COMMIT_MS = 10;

/** Commits that are timed: the quickest of them counts, since any may have to wait for something else. */
const TRIES = 5;

/**
 * How long a commit takes on this disk, in milliseconds, where that is too long; else undefined.
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
