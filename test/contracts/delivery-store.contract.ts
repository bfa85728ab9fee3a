// The contract of every delivery store. Claims follow `judgeClaim` and records grow by `addAttempt`: a property test
// compares the store with both, and the other tests spell out the consequences.

import { afterAll, beforeAll, describe } from "vitest";
import type { DeliveryStore } from "#app/delivery/delivery-ports.ts";
import { claimTests } from "./delivery-store/claims.ts";
import { listingTests, type OpenDeliveryStore } from "./delivery-store/listings.ts";
import { recordTests } from "./delivery-store/records.ts";
import { reviewTests } from "./delivery-store/reviews.ts";

/** Runs the suite against a backend. `open` returns a new, empty store each time. */
export function deliveryStoreContract(name: string, open: () => Promise<OpenDeliveryStore>): void {
  describe(`${name} as a delivery store`, () => {
    let opened: OpenDeliveryStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const store: DeliveryStore = {
      claim: (...args) => opened.store.claim(...args),
      record: (...args) => opened.store.record(...args),
      get: (...args) => opened.store.get(...args),
      list: (...args) => opened.store.list(...args),
    };
    describe("claims", () => claimTests(store));
    describe("records", () => recordTests(store));
    describe("decisions", () => reviewTests(store));
    describe("listings", () => listingTests(open));
  });
}
