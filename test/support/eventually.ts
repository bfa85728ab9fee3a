// Waits for what happens elsewhere: in another process, behind a connection, after other turns of the event loop.

/** How long it may take, in milliseconds: less than a test's timeout, so that the test fails with the name of the condition. */
const LONGEST_MS = 120_000;

/** Looks again and again until `look` returns something, and resolves with it. Rejects after LONGEST_MS. */
export async function eventually<T>(
  condition: string,
  look: () => T | false | undefined | Promise<T | false | undefined>,
): Promise<T> {
  for (const startedAt = performance.now(); performance.now() - startedAt < LONGEST_MS; ) {
    const found = await look();
    if (found !== false && found !== undefined) return found;
    await new Promise((resolve) => void setImmediate(resolve)); // the loop must turn: what is waited for may need it
  }
  throw new Error(`After ${LONGEST_MS / 1_000} s it still does not hold that ${condition}`);
}
