// Receives unreadable rows, in tests that have only readable ones.

/** Fails the test that comes here. */
export async function refuseNothing(): Promise<void> {
  throw new Error("A row was refused");
}
