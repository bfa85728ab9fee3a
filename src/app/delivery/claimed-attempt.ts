// Makes one attempt under its claim: claims it, makes it, records it. A worker that receives the same message later gets
// the recorded attempt, so it can repeat what follows without repeating the attempt.

import { type DeliveryKey, deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import type { Attempt, DeliveryRecord } from "#core/delivery/record.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { Now } from "../ports.ts";
import type { DeliveryStore } from "./delivery-ports.ts";
import type { AttemptMade } from "./make-attempt.ts";

/** The ports of a claimed attempt. */
export interface ClaimPorts {
  readonly store: DeliveryStore;
  readonly now: Now;
  /** Returns the owner of a claim, another one for each message received. */
  readonly newOwner: () => string;
}

/**
 * How long a claim holds, in milliseconds: longer than an attempt and its record can take (the request's timeout of 15 s
 * and a few seconds for each call to the store), and at most as long as the function that makes it may run.
 */
export const CLAIM_LEASE_MS = 30_000;

/** recorded: by this call or an earlier one; superseded: no longer needed; held: another worker has the claim. */
type ClaimedAttempt =
  | { readonly type: "recorded"; readonly attempt: Attempt; readonly record: DeliveryRecord }
  | { readonly type: "superseded" }
  | { readonly type: "held" };

/** Makes the attempt that a message asks for by calling `make`, and records it: once, however often it is asked. */
export async function claimedAttempt(
  ports: ClaimPorts,
  message: DeliveryMessage,
  make: () => Promise<AttemptMade>,
): Promise<ClaimedAttempt> {
  const key = deliveryKey(message);
  const owner = ports.newOwner();
  const now = ports.now();
  const { round, attempt, forced = false } = message;
  const claim = await ports.store.claim(key, { round, attempt, owner, now, leaseUntil: now + CLAIM_LEASE_MS, forced });
  switch (claim.type) {
    case "superseded":
    case "held":
      return claim;
    case "recorded":
      return { ...claim, record: await recordOf(ports.store, key) };
    case "granted": {
      const made = await make();
      const record = await ports.store.record({ message, owner, ...made });
      return { type: "recorded", attempt: made.attempt, record };
    }
  }
}

async function recordOf(store: DeliveryStore, key: DeliveryKey): Promise<DeliveryRecord> {
  const record = await store.get(key);
  if (!record) throw new Error(`The record of ${deliveryId(key)} is gone`);
  return record;
}
