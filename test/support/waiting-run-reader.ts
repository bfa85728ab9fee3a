// Reads waiting runs on the test's own connection; the server reads them in a worker thread.

import type { DatabaseSync } from "node:sqlite";
import { countRuns, listRuns, rowsOfRun, type WaitingRunReader } from "#backends/embedded/waiting-run-listing.ts";

export function waitingRunReader(database: DatabaseSync): WaitingRunReader {
  return {
    listRuns: async (query, now) => listRuns(database, query, now),
    countRuns: async (flowId, now) => countRuns(database, flowId, now),
    rowsOfRun: async (key) => rowsOfRun(database, key),
  };
}
