// A store of deliveries whose calls are noted as effects, which a test can break.

import type { DeliveryStore } from "#app/delivery/delivery-ports.ts";

/** Does something, noted under a name; fails where the test wants that. */
type Effect = <T>(name: string, run: () => T) => Promise<Awaited<T>>;

/** The store, each call but those of listings an effect. */
export function notedStore(store: DeliveryStore, effect: Effect): DeliveryStore {
  return {
    claim: (...args) => effect("claim", () => store.claim(...args)),
    record: (...args) => effect("record", () => store.record(...args)),
    get: (...args) => effect("get", () => store.get(...args)),
    list: (...args) => store.list(...args),
  };
}
