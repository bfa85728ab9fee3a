// A store in a file that each test has anew, and what a test opens beside it.

import { afterEach, beforeEach } from "vitest";
import { openStore } from "#support/opened-store.ts";

/** The store of the test that runs, and what is closed before it when the test ends. */
export interface TestStore {
  opened: ReturnType<typeof openStore>;
  others: { close(): void }[];
}

/** Opens a store before each test of this file, and closes it after. */
export function storeOfEachTest(): TestStore {
  // Set before each test, and read only in one.
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
