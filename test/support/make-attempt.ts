// The usual way of an attempt through a store.

import { expect } from "vitest";
import type { DeliveryStore } from "#app/delivery/delivery-ports.ts";
import type { Attempt, DeliveryRecord } from "#core/delivery/record.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import { attemptOf, claimOf, keyOf, recordOf } from "./delivery-samples.ts";

/** Claims an attempt and records it. */
export async function make(store: DeliveryStore, message: DeliveryMessage, attempt?: Attempt): Promise<DeliveryRecord> {
  const made = attempt ?? attemptOf(message);
  const claim = await store.claim(keyOf(message), claimOf(message, { forced: message.forced ?? false }));
  expect(claim).toEqual({ type: "granted" });
  return store.record(recordOf(message, made));
}
