import { expect, it } from "vitest";
import { SqliteTargetHealths } from "#backends/embedded/sqlite-target-healths.ts";
import { afterFailures } from "#core/delivery/target-health.ts";
import { NOON } from "#support/delivery-samples.ts";
import { openStore } from "#support/opened-store.ts";
import { targetHealthsContract } from "../../contracts/target-healths.contract.ts";

targetHealthsContract("SQLite", async () => {
  const { database, commit, close } = openStore();
  return { healths: new SqliteTargetHealths(database, commit, () => {}), close };
});

const TARGET = "https://down.example";

function failed(count: number) {
  return () => afterFailures(undefined, { count, firstAt: NOON, lastAt: NOON + 10_000, reason: "timeout" });
}

it("the next process reads an open circuit, but not a closed one", async () => {
  const { database, commit, openAgain, close } = openStore();
  const healths = new SqliteTargetHealths(database, commit, () => {});
  const { after } = await healths.change(TARGET, failed(10));
  await healths.change("https://other.example", failed(9));
  await healths.change("https://mended.example", failed(10));
  await healths.change("https://mended.example", () => undefined);
  commit.flush();
  const again = openAgain();
  const next = new SqliteTargetHealths(again.database, again.commit, () => {});
  expect(await next.failing()).toEqual([{ target: TARGET, health: after }]);
  again.close();
  await close();
});

it("a circuit that can't be written is reported, and stays open in memory", async () => {
  const { database, commit, close } = openStore();
  const errors: unknown[] = [];
  const healths = new SqliteTargetHealths(database, commit, (error) => errors.push(error));
  database.exec("DROP TABLE targets");
  await healths.change(TARGET, failed(10));
  commit.flush();
  await new Promise(setImmediate);
  expect([errors.length, (await healths.failing()).length]).toEqual([1, 1]);
  await close();
});
