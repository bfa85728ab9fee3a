// One process owns a data directory: two would each send every delivery. The lock is SQLite's lock on a file next to the
// store, so the system releases it however the process ends.

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isBusy } from "./busy.ts";

/** Locks the directory for this process; undefined if another process has locked it. Closing the result releases it. */
export function lockDataDirectory(directory: string): { close(): void } | undefined {
  const lock = new DatabaseSync(join(directory, "lock"), { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}
