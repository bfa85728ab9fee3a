// Deliveries for the contract suites: an order, the message that delivers it, and attempts at it.

import { expect } from "vitest";
import type { AttemptRecord, DeliveryStore } from "#app/delivery/delivery-ports.ts";
import type { ClaimRequest } from "#core/delivery/claim.ts";
import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { Attempt, DeliveryRecord, RecordedRequest } from "#core/delivery/record.ts";
import type { Event } from "#core/event/event.ts";
import { ExactNumber } from "#core/exact-number.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";

/** When everything in these samples happens: 2026-07-01T00:00:00Z. */
export const NOON = Date.UTC(2026, 6, 1, 12);

let made = 0;

/** An id that no other sample of this process has. */
export function freshEventId(): string {
  made += 1;
  return `evt_${made.toString(16).padStart(32, "0")}`;
}

/** An order. */
export function sampleEvent(changes: Partial<Event> = {}): Event {
  return {
    id: freshEventId(),
    metric: "Placed Order",
    profile: { email: "zoë@example.com", first_name: "Zoë", location: { city: "København", country: "Denmark" } },
    properties: {
      OrderId: "1001",
      OrderNumber: new ExactNumber("12345678901234567891"),
      Items: [{ SKU: "MUG-1", Quantity: 2, ItemPrice: 12.5 }],
      Note: 'said "hi"\n\u2028',
    },
    time: NOON - 5_000,
    value: 25,
    value_currency: "DKK",
    received_at: NOON - 1_000,
    ...changes,
  };
}

/** The first attempt of a delivery of an event, or of what `changes` say. */
export function sampleMessage(changes: Partial<DeliveryMessage> = {}): DeliveryMessage {
  return {
    v: 1,
    kind: "delivery",
    event: sampleEvent(),
    flow_id: "printed-catalogue",
    action_id: "send-catalogue",
    round: 1,
    attempt: 1,
    started_at: NOON - 1_000,
    due_at: NOON - 1_000,
    ...changes,
  };
}

/** The key of a message's delivery. */
export function keyOf({ event, flow_id, action_id }: DeliveryMessage): DeliveryKey {
  return { event_id: event.id, flow_id, action_id };
}

/** A claim of the attempt that a message asks for. */
export function claimOf(message: DeliveryMessage, changes: Partial<ClaimRequest> = {}): ClaimRequest {
  const { round, attempt } = message;
  return { round, attempt, owner: "worker-a", now: NOON, leaseUntil: NOON + 30_000, forced: false, ...changes };
}

export const REQUEST: RecordedRequest = {
  url: "https://api.mailing-house.example/v1/mailings?key=***",
  headers: { Authorization: "Bearer {{ secrets.mailing_house }}" },
  body: '{"to":{"name":"Zoë"},"items":[{"sku":"MUG-1","quantity":2}],"note":"said \\"hi\\"\\nand more"}',
};

/** A delivered attempt of a message, with `changes`. */
export function attemptOf(message: DeliveryMessage, changes: Partial<Attempt> = {}): Attempt {
  const { round, attempt } = message;
  return {
    round,
    attempt,
    at: NOON,
    duration_ms: 120,
    outcome: "delivered",
    status: 200,
    response: '{"ok":true}',
    ...changes,
  };
}

/** An attempt that is to be tried again. */
export function retriedAttempt(message: DeliveryMessage, changes: Partial<Attempt> = {}): Attempt {
  return attemptOf(message, {
    outcome: "retrying",
    status: 503,
    reason: "http-503",
    detail: "The target was not available (HTTP 503).",
    response: "try later",
    next_attempt_at: NOON + 60_000,
    ...changes,
  });
}

/** An attempt that ended its round. */
export function failedAttempt(message: DeliveryMessage, changes: Partial<Attempt> = {}): Attempt {
  return attemptOf(message, {
    outcome: "failed",
    status: 404,
    reason: "http-404",
    detail: "The target has nothing at this URL (HTTP 404).",
    response: "not here",
    ...changes,
  });
}

/** The entry that is recorded if a delivery waits for approval. */
export function parkedAttempt(message: DeliveryMessage, changes: Partial<Attempt> = {}): Attempt {
  return unsentAttempt(message, { outcome: "parked", reason: "waits-for-approval", ...changes });
}

/** The entry that is recorded if a person discards a delivery. */
export function discardedAttempt(message: DeliveryMessage, changes: Partial<Attempt> = {}): Attempt {
  return unsentAttempt(message, { outcome: "discarded", reason: "discarded-by-person", ...changes });
}

/** The attempt of a test that the target did not accept. */
export function testedAttempt(message: DeliveryMessage, changes: Partial<Attempt> = {}): Attempt {
  return failedAttempt(message, { outcome: "tested", ...changes });
}

/** The entry that is recorded if a run skips a delivery. */
export function skippedAttempt(message: DeliveryMessage, changes: Partial<Attempt> = {}): Attempt {
  return unsentAttempt(message, { outcome: "skipped", reason: "profile-filter-failed", ...changes });
}

function unsentAttempt(
  { round, attempt }: DeliveryMessage,
  fields: Partial<Attempt> & Pick<Attempt, "outcome">,
): Attempt {
  return { round, attempt, at: NOON, duration_ms: 0, detail: "Nothing was sent.", ...fields };
}

/** The record of an attempt by the worker that claimed it. */
export function recordOf(
  message: DeliveryMessage,
  attempt: Attempt = attemptOf(message),
  changes: Partial<AttemptRecord> = {},
): AttemptRecord {
  return { message, attempt, owner: "worker-a", request: REQUEST, ...changes };
}

/** Claims an attempt and records it. */
export async function make(store: DeliveryStore, message: DeliveryMessage, attempt?: Attempt): Promise<DeliveryRecord> {
  const made = attempt ?? attemptOf(message);
  const claim = await store.claim(keyOf(message), claimOf(message, { forced: message.forced ?? false }));
  expect(claim).toEqual({ type: "granted" });
  return store.record(recordOf(message, made));
}
