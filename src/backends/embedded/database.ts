// Opens the SQLite file so that commits survive a kill of the process and a loss of power.

import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "./schema.ts";

/** How long a statement waits for another process to unlock the file, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** The pages of the write-ahead log (4 KiB each) after which a commit moves them into the file. */
const CHECKPOINT_PAGES = 4_000;

/** The page cache, in KiB: room for the index over the events of two million deliveries. */
const CACHE_KIB = 32_000;

/**
 * Opens the store's file for writing, creates it if it is missing, and migrates it to the current version. Throws if the
 * file is no database, was written by a newer version, or is in use by another Flowhook.
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // WAL with synchronous=FULL makes a commit durable (https://sqlite.org/pragma.html#pragma_synchronous); fullfsync
    // asks macOS to flush the disk's own cache too (https://sqlite.org/pragma.html#pragma_fullfsync).
    // auto_vacuum applies to files without tables (https://sqlite.org/pragma.html#pragma_auto_vacuum): retention.ts
    // then returns free pages to the file system.
    database.exec(`
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA temp_store = MEMORY;
    `);
    migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Opens the same file for reading only, in addition to the writer. */
export function openReadOnly(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
}

function migrate(database: DatabaseSync): void {
  const found = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (found > MIGRATIONS.length) {
    throw new Error(
      `The store was written by a newer Flowhook (version ${found}; this one knows ${MIGRATIONS.length}).`,
    );
  }
  MIGRATIONS.slice(found).forEach((step, index) => {
    database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${found + index + 1}; COMMIT;`);
  });
}
