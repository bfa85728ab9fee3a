import { expect, test } from "vitest";
import { MemoryDeliveryStore } from "#backends/memory/memory-delivery-store.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { entryOf } from "#support/profile-samples.ts";
import { deliveryStoreContract } from "../../contracts/delivery-store.contract.ts";
import { profileStoreContract } from "../../contracts/profile-store.contract.ts";

const close = async () => {};

deliveryStoreContract("Memory", async () => ({ store: new MemoryDeliveryStore(), close }));

profileStoreContract("Memory", async () => ({ store: new MemoryProfileStore(), close }));

test("of a profile's entries into a flow the last two are remembered in memory, as elsewhere", async () => {
  const store = new MemoryProfileStore();
  const ids = ["email:ada@example.com"];
  const entries = [1_000, 2_000, 3_000].map((entered_at) => entryOf(ids, { entered_at, notAfter: Infinity }));
  for (const entry of entries) await store.enter(entry);
  const last = (by: number) => store.lastEntry("winback", ids, "evt_none", by);
  expect([await last(3_000), await last(2_999), await last(1_999)]).toEqual([3_000, 2_000, undefined]);
});
