import { expect, test } from "vitest";
import { SqliteActionStops } from "#backends/embedded/sqlite-action-stops.ts";
import { openStore } from "#support/opened-store.ts";
import { actionStopsContract } from "../../contracts/action-stops.contract.ts";

actionStopsContract("SQLite", async () => {
  const { database, commit, close } = openStore();
  return { stops: new SqliteActionStops(database, commit), close };
});

test("a stopped action is still stopped when the store is opened again", async () => {
  const { database, commit, close } = openStore();
  const stop = { flow_id: "a", action_id: "b", url: "https://c.example/", stopped_at: 1, delivery_id: "e:a:b" };
  await new SqliteActionStops(database, commit).gone(stop);
  expect(await new SqliteActionStops(database, commit).stopped()).toEqual([stop]);
  await close();
});
