// A new store in a file for each test, and the resources that a test opens on it.

import { afterEach, beforeEach } from "vitest";
import { openStore } from "#support/opened-store.ts";

/** The store of the running test, and the resources that are closed before it. */
export interface TestStore {
  opened: ReturnType<typeof openStore>;
  others: { close(): void }[];
}

/** Opens a store before each test of this file, and closes it after. */
export function storeOfEachTest(): TestStore {
  // `beforeEach` sets every field before a test reads it.
  const stores = { others: [] } as unknown as TestStore;
  beforeEach(() => {
    stores.opened = openStore();
    stores.others = [];
  });
  afterEach(async () => {
    for (const other of stores.others.splice(0)) other.close();
    await stores.opened.close();
  });
  return stores;
}
