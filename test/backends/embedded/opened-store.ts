// A store in a directory of its own, with what tests need of it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#backends/embedded/database.ts";
import { GroupCommit } from "#backends/embedded/group-commit.ts";

/** Opens an empty store. `failures` gathers what its commits were told to have failed with. */
export function openStore() {
  const directory = mkdtempSync(join(tmpdir(), "flowhook-store-"));
  const path = join(directory, "flowhook.db");
  const database = openDatabase(path);
  const failures: unknown[] = [];
  const commit = new GroupCommit(database, { pause: async () => {}, onFailure: (error) => failures.push(error) });
  return {
    path,
    database,
    commit,
    failures,
    close: async () => {
      commit.flush();
      database.close();
      rmSync(directory, { recursive: true });
    },
  };
}
