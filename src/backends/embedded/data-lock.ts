// One process owns a data directory: two would each send every delivery. The lock is SQLite's own on a file beside the
// store, so the system releases it whatever way the process ends.

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isBusy } from "./busy.ts";

/** Takes the directory for this process; undefined when another has it. Closing the result gives it back. */
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
