// The record of a delivery: the request, the outcome of each attempt, and the next step. Operators read it, and the claim of the
// next attempt depends on it. It grows by one attempt at a time.

import type { Event } from "../event/event.ts";
import type { DeliveryMessage } from "../messages/delivery-message.ts";
import { deliveryId, deliveryKey } from "./delivery-id.ts";

/** The version of this record. */
export const DELIVERY_RECORD_VERSION = 1;

/** The status of a delivery. */
export const DELIVERY_STATUSES = [
  "waiting",
  "sending",
  "retrying",
  "delivered",
  "failed",
  "parked",
  "discarded",
  "skipped",
  "tested",
] as const;

/**
 * The outcome of an entry. waiting: the first attempt waits until requests may be sent to the target; sending: an attempt is in
 * flight; retrying: the next attempt waits; failed: in the dead letters; parked: rendered, and waits for approval by a person;
 * discarded: not approved; skipped: the run had a reason not to send it; tested: the single attempt of a test by a person.
 */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One HTTP POST of a delivery, or an entry that says why there was no POST. Times and durations in milliseconds. */
export interface Attempt {
  readonly round: number;
  /** 0 for an entry that says that the first attempt waits. */
  readonly attempt: number;
  /** When it began. */
  readonly at: number;
  readonly duration_ms: number;
  /** It was sent again on purpose. */
  readonly replay?: boolean;
  /** The status of the delivery after this attempt. */
  readonly outcome: Exclude<DeliveryStatus, "sending">;
  /** The HTTP status of the answer, if there was one. */
  readonly status?: number;
  /** Why it was not delivered: a code of docs/errors.md. */
  readonly reason?: string;
  /** The reason in words, with details of this attempt. */
  readonly detail?: string;
  /** The beginning of the answer's body. */
  readonly response?: string;
  /** When the next attempt is due, if there is one. */
  readonly next_attempt_at?: number;
}

/** The request as it was sent. URL and headers have the names of secrets instead of their values. */
export interface RecordedRequest {
  readonly url: string;
  /** The flow's own headers as templates, never their values. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent if the body could not be rendered. */
  readonly body?: string;
}

/** The record of one delivery. */
export interface DeliveryRecord {
  readonly v: typeof DELIVERY_RECORD_VERSION;
  readonly id: string;
  readonly event_id: string;
  readonly flow_id: string;
  readonly action_id: string;
  readonly status: DeliveryStatus;
  /** The last round and attempt that were claimed or recorded. */
  readonly round: number;
  readonly attempt: number;
  /** When its first attempt was recorded. */
  readonly created_at: number;
  readonly updated_at: number;
  readonly next_attempt_at?: number;
  /** Why it failed or is retried: the reason of its last attempt. */
  readonly reason?: string;
  readonly request?: RecordedRequest;
  /** In the order in which they were made. */
  readonly attempts: readonly Attempt[];
  /** The event from which a redrive or a replay renders. */
  readonly event: Event;
  readonly started_at: number;
  readonly due_at: number;
}

const WITHOUT_ATTEMPT: ReadonlySet<Attempt["outcome"]> = new Set(["waiting", "parked", "discarded", "skipped"]);

/**
 * The entries of a record that were attempts. Entries of waiting, parked, discarded and skipped deliveries were sent to no
 * target.
 */
export function attemptsMade(entries: readonly Attempt[]): readonly Attempt[] {
  return entries.filter(({ outcome }) => !WITHOUT_ATTEMPT.has(outcome));
}

/** An attempt to add to the record of the delivery of `message`. */
export interface MadeAttempt {
  readonly message: DeliveryMessage;
  readonly attempt: Attempt;
  /** The request; absent if nothing could be rendered, which keeps the request of an earlier attempt. */
  readonly request?: RecordedRequest;
}

/** While a delivery waits for its first attempt, a copy of its event with other data may be attempted before it. */
function eventOf(before: DeliveryRecord | undefined, message: DeliveryMessage): Event {
  return before === undefined || before.status === "waiting" ? message.event : before.event;
}

/** The record with one more attempt; `before` is absent for the first. */
export function addAttempt(
  before: DeliveryRecord | undefined,
  { message, attempt, request }: MadeAttempt,
): DeliveryRecord {
  const sent = request ?? before?.request;
  const key = deliveryKey(message);
  return {
    v: DELIVERY_RECORD_VERSION,
    id: deliveryId(key),
    ...key,
    status: attempt.outcome,
    round: attempt.round,
    attempt: attempt.attempt,
    created_at: before?.created_at ?? attempt.at,
    updated_at: attempt.at + attempt.duration_ms,
    ...(attempt.next_attempt_at === undefined ? {} : { next_attempt_at: attempt.next_attempt_at }),
    ...(attempt.reason === undefined ? {} : { reason: attempt.reason }),
    ...(sent ? { request: sent } : {}),
    attempts: [...(before?.attempts ?? []), attempt],
    event: eventOf(before, message),
    started_at: message.started_at,
    due_at: message.due_at,
  };
}
