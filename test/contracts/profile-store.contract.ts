// What every store of profiles does: it remembers what happened to a profile and when it entered a flow, under each of
// its identifiers. A property test holds the store against a model; the tests beside it say what that means.

import { afterAll, beforeAll, describe } from "vitest";
import type { ProfileStore } from "#app/runs/profile-ports.ts";
import { entryTests } from "./profile-store/entries.ts";
import { historyTests } from "./profile-store/histories.ts";
import { nameTests } from "./profile-store/names.ts";
import { profileModelTest } from "./profile-store/profile-model.ts";

/** An empty store, and how to close it. */
export interface OpenProfileStore {
  readonly store: ProfileStore;
  close(): Promise<void>;
}

/** How many sequences of calls are tried where each call is quick. */
const QUICK_RUNS = 200;

/** Runs the suite against a backend. `numRuns` is how many random sequences of calls are held against the model. */
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
    describe("what happened", () => historyTests(store));
    describe("names", () => nameTests(store));
    describe("entries into flows", () => entryTests(store));
    profileModelTest(store, numRuns);
  });
}
