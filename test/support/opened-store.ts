// A store in a temporary directory, with the parts that tests need: opened by the test, or before each test.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach } from "vitest";
import { openDatabase } from "#backends/embedded/database.ts";
import { GroupCommit } from "#backends/embedded/group-commit.ts";
import { countRuns, listRuns, rowsOfRun, type WaitingRunReader } from "#backends/embedded/waiting-run-listing.ts";

/** Opens an empty store. `failures` collects the errors of failed commits. */
export function openStore() {
  const directory = mkdtempSync(join(tmpdir(), "flowhook-store-"));
  const path = join(directory, "flowhook.db");
  const failures: unknown[] = [];
  const open = () => {
    const database = openDatabase(path);
    const commit = new GroupCommit(database, {
      pause: () => new Promise(setImmediate),
      onFailure: (error) => failures.push(error),
    });
    const close = () => {
      commit.close();
      database.close();
    };
    return { database, commit, close };
  };
  const opened = open();
  return {
    ...opened,
    path,
    failures,
    /** Opens the same file once more, as a process does that is started after the first. */
    openAgain: open,
    close: async () => {
      opened.close();
      rmSync(directory, { recursive: true });
    },
  };
}

export function waitingRunReader(database: DatabaseSync): WaitingRunReader {
  return {
    listRuns: async (query, now) => listRuns(database, query, now),
    countRuns: async (flowId, now) => countRuns(database, flowId, now),
    rowsOfRun: async (key) => rowsOfRun(database, key),
  };
}

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
