import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "#backends/embedded/database.ts";
import { GroupCommit } from "#backends/embedded/group-commit.ts";
import { Retention } from "#backends/embedded/retention.ts";
import { MIGRATIONS } from "#backends/embedded/schema.ts";
import { SqliteProfileStore } from "#backends/embedded/sqlite-profile-store.ts";
import { NOON } from "#support/delivery-samples.ts";
import { openStore } from "#support/opened-store.ts";
import { entryOf, everything, freshIdentifier, happened, since, spanOf } from "#support/profile-samples.ts";
import { profileStoreContract } from "../../contracts/profile-store.contract.ts";

profileStoreContract("SQLite", async () => {
  const { database, commit, close } = openStore();
  return { store: new SqliteProfileStore(database, commit), close };
});

let opened: ReturnType<typeof openStore>;
let store: SqliteProfileStore;

beforeEach(() => {
  opened = openStore();
  store = new SqliteProfileStore(opened.database, opened.commit);
});

afterEach(() => opened.close());

const rowsOf = (table: string) => Number(opened.database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]);

describe("an event with a time to expire", () => {
  const purge = (now: number) => new Retention(opened.database, opened.commit).purge(now);

  it("is deleted when that time has passed and not before, for any number of events", async () => {
    const identifiers = [freshIdentifier("id"), freshIdentifier("email")];
    const events = Array.from({ length: 800 }, (_, index) => happened({ time: NOON + index }));
    await store.record(events.map((event) => ({ identifiers, event, expiresAt: event.time + 1_000 })));
    await purge(NOON + 999);
    expect(await store.history(everything(identifiers))).toEqual(events);
    await purge(NOON + 1_000 + 699);
    expect(await store.history(everything(identifiers))).toEqual(events.slice(700));
    expect(rowsOf("profile_events")).toBe(200);
    await purge(NOON + 1e6);
    expect(rowsOf("profile_events")).toBe(0);
  });

  it("expires like an entry, which is deleted when its time has passed", async () => {
    const identifiers = [freshIdentifier()];
    await store.enter(entryOf(identifiers, { expiresAt: NOON + 10_000 }));
    await purge(NOON + 9_999);
    expect(rowsOf("flow_entries")).toBe(1);
    await purge(NOON + 10_000);
    expect(rowsOf("flow_entries")).toBe(0);
    expect(await store.enter(entryOf(identifiers, { notAfter: Number.NEGATIVE_INFINITY }))).toBe(true);
  });

  it("stays without end if no time is set", async () => {
    const identifiers = [freshIdentifier()];
    await store.record([{ identifiers, event: happened() }]);
    await store.enter(entryOf(identifiers));
    await purge(Number.MAX_SAFE_INTEGER);
    expect([rowsOf("profile_events"), rowsOf("flow_entries")]).toEqual([1, 1]);
  });
});

describe("rows", () => {
  it("keep at most two entries of each identifier and flow", async () => {
    const identifiers = [freshIdentifier("id"), freshIdentifier("email")];
    for (let after = 0; after < 10; after++) {
      await store.enter(entryOf(identifiers, { entered_at: NOON + after, notAfter: Number.POSITIVE_INFINITY }));
    }
    expect(rowsOf("flow_entries")).toBe(4);
  });

  it("are not written for an entry that is refused or repeated", async () => {
    const entry = entryOf([freshIdentifier()]);
    await store.enter(entry);
    const changes = () => Number(opened.database.prepare("SELECT total_changes() AS n").get()?.["n"]);
    const before = changes();
    expect([await store.enter(entry), await store.enter(entryOf(entry.identifiers))]).toEqual([true, false]);
    expect(changes()).toBe(before);
  });
});

it("a record is stored when the promise resolves, and another connection can read it", async () => {
  const identifiers = [freshIdentifier()];
  const event = happened();
  await store.record([{ identifiers, event }]);
  const other = opened.openAgain();
  expect(await new SqliteProfileStore(other.database, other.commit).history(everything(identifiers))).toEqual([event]);
  other.close();
});

it("events in a file of the previous version can be read, and their copies are recognized", async () => {
  const directory = mkdtempSync(join(tmpdir(), "flowhook-old-"));
  const path = join(directory, "flowhook.db");
  const old = new DatabaseSync(path);
  for (const step of MIGRATIONS.slice(0, 5)) old.exec(step);
  const identifiers = [freshIdentifier()];
  const timeless = happened({ time: NOON, received_at: NOON, properties: {} });
  const timed = happened({ time: NOON + 1, properties: {} });
  const insert = old.prepare(`INSERT INTO profile_events
    (identifier, metric, time, event_id, received_at, value, properties) VALUES (?, ?, ?, ?, ?, ?, '{}')`);
  for (const { metric, time, event_id, received_at, value = null } of [timeless, timed]) {
    insert.run(identifiers[0] ?? "", metric, time, event_id, received_at, value);
  }
  old.exec("PRAGMA user_version = 5");
  old.close();

  const database = openDatabase(path);
  const commit = new GroupCommit(database, { pause: async () => {}, onFailure: () => {} });
  const present = new SqliteProfileStore(database, commit);
  const copy = { ...timeless, time: NOON + 9_000, received_at: NOON + 9_000 };
  await present.record([{ identifiers, event: copy, timeless: true }]);
  const late = [since(copy.metric, NOON + 2)];
  expect(await present.history({ ...everything(identifiers), spans: late })).toEqual([]);
  expect(await present.history(everything(identifiers))).toEqual([timeless, timed]);
  database.close();
  rmSync(directory, { recursive: true });
});

it("for an identifier with thousands of events, a query reads only its own rows, and a copy costs one search", async () => {
  const { database, commit } = opened;
  let rows = 0;
  const prepare = database.prepare.bind(database);
  database.prepare = (sql) => {
    const statement = prepare(sql);
    const all: (...parameters: SQLInputValue[]) => Record<string, SQLOutputValue>[] = statement.all.bind(statement);
    statement.all = ((...parameters: SQLInputValue[]) => {
      const found = all(...parameters);
      rows += found.length;
      return found;
    }) as typeof statement.all;
    return statement;
  };
  const counting = new SqliteProfileStore(database, commit);
  const [few, many] = [[freshIdentifier()], [freshIdentifier()]];
  for (const [identifiers, length] of [
    [few, 10],
    [many, 5_000],
  ] as const) {
    const events = Array.from({ length }, (_, index) => happened({ time: NOON + index, properties: {} }));
    await counting.record(events.map((event) => ({ identifiers, event })));
  }
  const rowsRead = async (identifiers: readonly string[], most: number) => {
    rows = 0;
    await counting.history({ ...everything(identifiers), spans: [spanOf("Placed Order", 0, NOON + 1e6, most)] });
    return rows;
  };
  expect([await rowsRead(few, 10), await rowsRead(many, 10), await rowsRead(many, 250)]).toEqual([10, 10, 250]);
});
