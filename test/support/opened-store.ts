// A store in a temporary directory, with the parts that tests need.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#backends/embedded/database.ts";
import { GroupCommit } from "#backends/embedded/group-commit.ts";

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
