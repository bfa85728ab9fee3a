// The contract of every profile store: it stores events and entries into flows under each identifier of a profile. A
// property test compares the store with a model; the other tests spell out the consequences.

import { afterAll, beforeAll, describe } from "vitest";
import type { ProfileStore } from "#app/runs/profile-ports.ts";
import { entryTests } from "./profile-store/entries.ts";
import { historyTests } from "./profile-store/histories.ts";
import { nameTests } from "./profile-store/names.ts";
import { profileModelTest } from "./profile-store/profile-model.ts";

/** An empty store, with its cleanup. */
export interface OpenProfileStore {
  readonly store: ProfileStore;
  close(): Promise<void>;
}

/** The number of random sequences for a store with quick calls. */
const QUICK_RUNS = 200;

/** Runs the suite against a backend. `numRuns` is the number of random sequences that are compared with the model. */
export function profileStoreContract(
  name: string,
  open: () => Promise<OpenProfileStore>,
  { numRuns = QUICK_RUNS }: { readonly numRuns?: number } = {},
): void {
  describe(`${name} as a store of profiles`, () => {
    let opened: OpenProfileStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const store: ProfileStore = {
      record: (...args) => opened.store.record(...args),
      history: (...args) => opened.store.history(...args),
      enter: (...args) => opened.store.enter(...args),
      lastEntry: (...args) => opened.store.lastEntry(...args),
    };
    describe("histories", () => historyTests(store));
    describe("names", () => nameTests(store));
    describe("entries into flows", () => entryTests(store));
    profileModelTest(store, numRuns);
  });
}
