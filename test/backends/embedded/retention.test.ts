import { expect, it } from "vitest";
import { listDeliveries } from "#backends/embedded/delivery-listing.ts";
import { RETENTION_MS, Retention } from "#backends/embedded/retention.ts";
import { SqliteDeliveryStore } from "#backends/embedded/sqlite-delivery-store.ts";
import { attemptOf, claimOf, keyOf, sampleMessage } from "../../contracts/delivery-samples.ts";
import { openStore } from "./opened-store.ts";

it("deliveries go 30 days after their last attempt, and no sooner", async () => {
  const { database, commit, close } = openStore();
  const store = new SqliteDeliveryStore(database, commit, { list: async (query) => listDeliveries(database, query) });
  const start = 1_800_000_000_000;
  const messages = Array.from({ length: 1_200 }, () => sampleMessage());
  await Promise.all(
    messages.map(async (message, index) => {
      await store.claim(keyOf(message), claimOf(message, { now: start + index, leaseUntil: start + 60_000 }));
      const attempt = attemptOf(message, { at: start + index, duration_ms: 0 });
      await store.record({ message, owner: "worker-a", attempt });
    }),
  );
  const retention = new Retention(database, commit);
  expect(await retention.purge(start + RETENTION_MS)).toBe(0);
  expect(await retention.purge(start + RETENTION_MS + 1_100)).toBe(1_100);
  const left = await Promise.all(messages.map((message) => store.get(keyOf(message))));
  expect(left.map((record) => record !== undefined)).toEqual(messages.map((_, index) => index >= 1_100));
  await close();
});
