import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isBusy } from "#backends/embedded/busy.ts";
import { GroupCommit } from "#backends/embedded/group-commit.ts";
import { MIGRATIONS } from "#backends/embedded/schema.ts";

let path: string;
let database: DatabaseSync;
let other: DatabaseSync;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), "flowhook-busy-")), "flowhook.db");
  database = new DatabaseSync(path, { timeout: 0 });
  database.exec(
    `PRAGMA journal_mode = WAL; ${MIGRATIONS.join("\n")} CREATE TABLE notes (text TEXT PRIMARY KEY) STRICT`,
  );
  other = new DatabaseSync(path, { timeout: 0 });
});

afterEach(() => {
  other.close();
  database.close();
});

it("while another process locks the store, all writes of a turn fail after one try; they succeed after the unlock", async () => {
  let begun = 0;
  const counting = new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "prepare") return value.bind(target);
      return (sql: string) => {
        const statement = target.prepare(sql);
        if (sql !== "BEGIN IMMEDIATE") return statement;
        return {
          run: () => {
            begun += 1;
            return statement.run();
          },
        };
      };
    },
  });
  const commit = new GroupCommit(counting, { pause: () => new Promise(setImmediate), onFailure: () => {} });
  const insert = (text: string) => () => database.prepare("INSERT INTO notes VALUES (?)").run(text);
  other.exec("BEGIN IMMEDIATE");
  const refused = await Promise.allSettled(["a", "b", "c"].map((text) => commit.write(insert(text))));
  expect(refused.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(begun).toBe(1);
  other.exec("ROLLBACK");
  await Promise.all(["a", "b", "c"].map((text) => commit.write(insert(text))));
  expect(database.prepare("SELECT count(*) AS n FROM notes").get()).toEqual({ n: 3 });
});

it.each([
  [5, true],
  [261, true], // SQLITE_BUSY_RECOVERY
  [517, true], // SQLITE_BUSY_SNAPSHOT
  [6, false],
  [13, false],
  ["5", false],
])("the result code %j means that another process locks the file: %s", (errcode, busy) => {
  expect(isBusy(Object.assign(new Error("from SQLite"), { errcode }))).toBe(busy);
});

it("an error that is not SQLite's does not mean that the file is locked", () => {
  expect([isBusy(new Error("other")), isBusy(undefined), isBusy({ errcode: 5 })]).toEqual([false, false, false]);
});
