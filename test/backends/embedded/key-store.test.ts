import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { MIGRATIONS } from "#backends/embedded/schema.ts";
import { SqliteKeyStore } from "#backends/embedded/sqlite-key-store.ts";
import { defaultKey, REVOKED_KEPT_MS, withoutTexts } from "#core/keys/ingest-key.ts";
import { NOON } from "#support/delivery-samples.ts";
import { freshKey } from "#support/key-samples.ts";
import { openStore } from "#support/opened-store.ts";
import { keyStoreContract } from "../../contracts/key-store.contract.ts";

keyStoreContract("SQLite", async () => {
  const { database, commit, close } = openStore();
  return { keys: new SqliteKeyStore(database, commit), reopened: () => new SqliteKeyStore(database, commit), close };
});

test("a revoked key is deleted thirty days later, and the default key never", async () => {
  const { database, commit, close } = openStore();
  const keys = new SqliteKeyStore(database, commit);
  const [active, revoked, first] = [freshKey(), freshKey(), defaultKey("hash", NOON)];
  for (const key of [active, revoked, first]) await keys.add(key);
  for (const key of [revoked, first]) await keys.replace(withoutTexts(key, NOON));
  const ids = async () => (await Promise.all([keys.list(), new SqliteKeyStore(database, commit).list()])).flat().length;
  await keys.forget(NOON + REVOKED_KEPT_MS - 1);
  expect(await ids()).toBe(6);
  await keys.forget(NOON + REVOKED_KEPT_MS);
  expect(await ids()).toBe(4);
  expect(await keys.find(revoked.id)).toBeUndefined();
  await close();
});

test("the key that an earlier version generated becomes the default key", async () => {
  const database = new DatabaseSync(":memory:");
  const before = MIGRATIONS.findIndex((migration) => migration.includes("ingest_keys"));
  for (const migration of MIGRATIONS.slice(0, before)) database.exec(migration);
  database.exec("INSERT INTO settings (name, value) VALUES ('ingest-key-sha256', 'ab12')");
  for (const migration of MIGRATIONS.slice(before)) database.exec(migration);
  const { commit, close } = openStore();
  expect(await new SqliteKeyStore(database, commit).list()).toEqual([defaultKey("ab12", 0)]);
  expect(database.prepare("SELECT count(*) AS n FROM settings WHERE name LIKE 'ingest%'").get()).toEqual({ n: 0 });
  await close();
});
