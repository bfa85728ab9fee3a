// The data directory of an embedded process: locks the directory for this process and opens the store in it.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { lockDataDirectory } from "#backends/embedded/data-lock.ts";
import { openDatabase } from "#backends/embedded/database.ts";

/** An open data directory. */
export interface DataDirectory {
  /** The store's file. */
  readonly path: string;
  readonly database: DatabaseSync;
  /** Closes the store and unlocks the directory. */
  close(): void;
}

/** Thrown if the data directory can't be used; the message says how to fix it. */
export class DataDirectoryUnusable extends Error {}

/** Only the owner may read the directory, because it holds events, tokens and secrets. */
const OWNER_ONLY = 0o700;

const DATABASE_FILE = "flowhook.db";

/** Opens a data directory. Creates the directory and the store if they are missing. Throws DataDirectoryUnusable. */
export function openDataDirectory(directory: string): DataDirectory {
  const lock = lockOf(directory);
  if (!lock) {
    const fix = "Stop that process, or start this one with another --data directory.";
    throw new DataDirectoryUnusable(`Another Flowhook is using ${directory}. ${fix}`);
  }
  const path = join(directory, DATABASE_FILE);
  const database = openStore(path, lock);
  return {
    path,
    database,
    close() {
      database.close();
      lock.close();
    },
  };
}

function lockOf(directory: string): { close(): void } | undefined {
  try {
    mkdirSync(directory, { recursive: true, mode: OWNER_ONLY });
    return lockDataDirectory(directory);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DataDirectoryUnusable(`The directory ${directory} can't be used: ${why}`, { cause: error });
  }
}

function openStore(path: string, lock: { close(): void }): DatabaseSync {
  try {
    return openDatabase(path);
  } catch (error) {
    lock.close();
    const why = error instanceof Error ? error.message : String(error);
    throw new DataDirectoryUnusable(`The store ${path} can't be opened: ${why}`, { cause: error });
  }
}
