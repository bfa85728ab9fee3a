import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Retention } from "#backends/embedded/retention.ts";
import { SqliteProfileStore } from "#backends/embedded/sqlite-profile-store.ts";
import { NOON } from "../../contracts/delivery-samples.ts";
import { entryOf, everything, freshIdentifier, happened } from "../../contracts/profile-samples.ts";
import { profileStoreContract } from "../../contracts/profile-store.contract.ts";
import { openStore } from "./opened-store.ts";

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

describe("what was to be remembered for a time", () => {
  const purge = (now: number) => new Retention(opened.database, opened.commit).purge(now);

  it("goes when that time has come, and no sooner, however much there is", async () => {
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

  it("goes for entries too", async () => {
    const identifiers = [freshIdentifier()];
    await store.enter(entryOf(identifiers, { expiresAt: NOON + 10_000 }));
    await purge(NOON + 9_999);
    expect(rowsOf("flow_entries")).toBe(1);
    await purge(NOON + 10_000);
    expect(rowsOf("flow_entries")).toBe(0);
    expect(await store.enter(entryOf(identifiers, { notAfter: Number.NEGATIVE_INFINITY }))).toBe(true);
  });

  it("stays for ever where no time is set", async () => {
    const identifiers = [freshIdentifier()];
    await store.record([{ identifiers, event: happened() }]);
    await store.enter(entryOf(identifiers));
    await purge(Number.MAX_SAFE_INTEGER);
    expect([rowsOf("profile_events"), rowsOf("flow_entries")]).toEqual([1, 1]);
  });
});

describe("rows", () => {
  it("hold of each identifier and flow no more than two entries", async () => {
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

it("what was recorded is there when the promise resolves, also for another who opens the file", async () => {
  const identifiers = [freshIdentifier()];
  const event = happened();
  await store.record([{ identifiers, event }]);
  const other = opened.openAgain();
  expect(await new SqliteProfileStore(other.database, other.commit).history(everything(identifiers))).toEqual([event]);
  other.close();
});
