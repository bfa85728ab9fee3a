// Delivery of one message: claim the attempt, make it, record it, send what follows. Each step may be done twice with the
// same effect, and the message is acknowledged only after the last, so a crash anywhere repeats what was not finished.

import { type DeliveryKey, deliveryId } from "#core/delivery/delivery-id.ts";
import type { Attempt, DeliveryRecord } from "#core/delivery/record.ts";
import { type DeliveryMessage, nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import type { DeliveryStore, DispatchQueue, FailedDeliveries } from "../ports.ts";
import { type AttemptMade, type AttemptPorts, makeAttempt } from "./make-attempt.ts";

/** What delivering needs. */
export interface DeliveryPorts extends AttemptPorts {
  readonly store: DeliveryStore;
  readonly dispatchQueue: DispatchQueue;
  readonly failedDeliveries: FailedDeliveries;
  /** Draws the owner of a claim, anew for each message received. */
  readonly newOwner: () => string;
}

/**
 * How long a claim holds, in milliseconds: longer than an attempt and its record can take (the request's timeout of 15 s
 * and a few seconds for each call to the store), at most as long as the function that makes it may run.
 */
export const CLAIM_LEASE_MS = 30_000;

/** done: acknowledge the message; held: another worker is at it, leave the message to come again. */
export type Delivered = "done" | "held";

/** Makes the attempt that a message asks for, once. Rejects when the message is to come again. */
export function deliver(ports: DeliveryPorts, message: DeliveryMessage): Promise<Delivered> {
  return settle(ports, message, () => makeAttempt(ports, message));
}

/** As `deliver`, with an attempt that is made, or made up, by `make`. */
export async function settle(
  ports: DeliveryPorts,
  message: DeliveryMessage,
  make: () => Promise<AttemptMade>,
): Promise<Delivered> {
  const key: DeliveryKey = { event_id: message.event.id, flow_id: message.flow_id, action_id: message.action_id };
  const owner = ports.newOwner();
  const now = ports.now();
  const claim = await ports.store.claim(key, {
    round: message.round,
    attempt: message.attempt,
    owner,
    now,
    leaseUntil: now + CLAIM_LEASE_MS,
    forced: message.forced ?? false,
  });
  switch (claim.type) {
    case "superseded":
      return "done";
    case "held":
      return "held";
    case "recorded":
      await sendWhatFollows(ports, message, claim.attempt, await recordOf(ports, key));
      return "done";
    case "granted": {
      const made = await make();
      const record = await ports.store.record({ message, owner, ...made });
      await sendWhatFollows(ports, message, made.attempt, record);
      return "done";
    }
  }
}

async function recordOf(ports: DeliveryPorts, key: DeliveryKey): Promise<DeliveryRecord> {
  const record = await ports.store.get(key);
  if (!record) throw new Error(`The record of ${deliveryId(key)} is gone`);
  return record;
}

async function sendWhatFollows(
  ports: DeliveryPorts,
  message: DeliveryMessage,
  attempt: Attempt,
  record: DeliveryRecord,
): Promise<void> {
  if (attempt.outcome === "delivered") return;
  const { flows } = await ports.catalogue.current();
  const target = flows.get(message.flow_id)?.webhooks.get(message.action_id)?.target ?? "unknown";
  if (attempt.outcome === "retrying" && attempt.next_attempt_at !== undefined) {
    const startedAt = message.round_started_at ?? attempt.at;
    const next = nextAttempt(message, startedAt, message.body ?? record.request?.body);
    await ports.dispatchQueue.sendLater({ message: next, target }, attempt.next_attempt_at);
    return;
  }
  await ports.failedDeliveries.send({
    message: nextRound(message),
    target,
    reason: attempt.reason ?? "unknown",
    ...(attempt.status === undefined ? {} : { status: attempt.status }),
    attempts: record.attempts.length,
    first_attempt_at: record.attempts[0]?.at ?? attempt.at,
    last_attempt_at: attempt.at,
  });
}
