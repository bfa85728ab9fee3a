import { expect, it } from "vitest";
import type { DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import { listDeliveries } from "#backends/embedded/delivery-listing.ts";
import { SqliteDeliveryStore } from "#backends/embedded/sqlite-delivery-store.ts";
import { WorkerListing } from "#backends/embedded/worker-listing.ts";
import { attemptOf, claimOf, keyOf, sampleEvent, sampleMessage } from "#support/delivery-samples.ts";
import { openStore } from "#support/opened-store.ts";
import { deliveryStoreContract } from "../../contracts/delivery-store.contract.ts";

deliveryStoreContract("SQLite", async () => {
  const { database, commit, close } = openStore();
  const listing = { list: async (query: Parameters<typeof listDeliveries>[1]) => listDeliveries(database, query) };
  return { store: new SqliteDeliveryStore(database, commit, listing), close };
});

deliveryStoreContract("SQLite with listings in a worker", async () => {
  const { path, database, commit, close } = openStore();
  const listing = new WorkerListing(path);
  return {
    store: new SqliteDeliveryStore(database, commit, listing),
    close: async () => {
      await listing.close();
      await close();
    },
  };
});

it("two events whose ids have the same end are distinguished", async () => {
  const { database, commit, close } = openStore();
  const store = new SqliteDeliveryStore(database, commit, { list: async (query) => listDeliveries(database, query) });
  const messages = ["a", "b"].map((first) =>
    sampleMessage({ event: sampleEvent({ id: `evt_${first.padEnd(32, "0")}` }) }),
  );
  for (const message of messages) {
    expect(await store.claim(keyOf(message), claimOf(message))).toEqual({ type: "granted" });
    await store.record({ message, owner: "worker-a", attempt: attemptOf(message) });
  }
  for (const { event, ...message } of messages) {
    expect((await store.get(keyOf({ event, ...message })))?.event_id).toBe(event.id);
    const { deliveries } = await store.list({ event: event.id, limit: 10 });
    expect(deliveries.map(({ event_id }) => event_id)).toEqual([event.id]);
  }
  await close();
});

it("finds each of thousands of deliveries, even after the store is opened again", async () => {
  const opened = openStore();
  const open = () =>
    new SqliteDeliveryStore(opened.database, opened.commit, {
      list: async (query) => listDeliveries(opened.database, query),
    });
  const first = open();
  const messages = Array.from({ length: 4_500 }, () => sampleMessage());
  await Promise.all(
    messages.map(async (message) => {
      await first.claim(keyOf(message), claimOf(message));
      await first.record({ message, owner: "worker-a", attempt: attemptOf(message) });
    }),
  );
  opened.commit.flush();
  const indexed = opened.database.prepare("SELECT count(*) AS rows FROM deliveries_by_event").get()?.["rows"];
  expect([Number(indexed) >= 2_000, Number(indexed) < 4_500]).toEqual([true, true]);
  for (const store of [first, open()]) {
    for (const message of messages) expect(await store.get(keyOf(message))).toBeDefined();
    for (const message of [messages[0], messages[2_500], messages[4_499]]) {
      const { deliveries } = await store.list({ event: message?.event.id ?? "", limit: 10 });
      expect(deliveries.map(({ event_id }) => event_id)).toEqual([message?.event.id]);
    }
  }
  await opened.close();
});

it("a listing by profile searches a bounded number of deliveries per page, and its pages contain all matches", async () => {
  const { database, commit, close } = openStore();
  const list = (query: DeliveryQuery) => listDeliveries(database, query, 10);
  const store = new SqliteDeliveryStore(database, commit, { list: async (query) => list(query) });
  const profile = "ada@example.com";
  const messages = Array.from({ length: 35 }, (_, number) => {
    const email = number === 4 || number === 33 ? profile : `other-${number}@example.com`;
    return sampleMessage({ event: sampleEvent({ profile: { email } }) });
  });
  for (const message of messages) {
    await store.claim(keyOf(message), claimOf(message));
    await store.record({ message, owner: "worker-a", attempt: attemptOf(message) });
  }
  const pages: string[][] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 10; page++) {
    const { deliveries, next } = list({ profile, limit: 5, ...(cursor === undefined ? {} : { cursor }) });
    pages.push(deliveries.map(({ event_id }) => event_id));
    cursor = next;
    if (next === undefined) break;
  }
  expect(pages).toEqual([[messages[33]?.event.id], [], [], [messages[4]?.event.id]]);
  // If an index serves every condition, a page is full.
  expect(list({ limit: 30 }).deliveries).toHaveLength(30);
  // A listing ends at the earliest time that is asked for, although older deliveries are left to search.
  expect(list({ profile, limit: 5, since: Number.MAX_SAFE_INTEGER }).next).toBeUndefined();
  await close();
});
