// Where rows go that can't be read, in tests in which there are none.

/** Fails the test that comes here. */
export async function refuseNothing(): Promise<void> {
  throw new Error("A row was refused");
}
