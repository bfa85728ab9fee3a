// What is remembered of a delivery: what was sent, what each attempt came to, and what happens next. Operators read
// it; the claim of the next attempt is judged by it.

import type { Event } from "../event/event.ts";
import type { DeliveryMessage } from "../messages/delivery-message.ts";
import { deliveryId, deliveryKey } from "./delivery-id.ts";

/** The version of this record. */
export const DELIVERY_RECORD_VERSION = 1;

/** Where a delivery stands. */
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
 * waiting: the first attempt waits until the target may be sent to; sending: an attempt is being made; retrying: the next one waits; failed: in the dead letters; parked: rendered, and
 * waiting for a person's approval; discarded: not approved; skipped: its run came by and had a reason not to send it;
 * tested: a person's trial of an action, of one attempt, whatever came of it.
 */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One HTTP POST of a delivery, or what came instead of one. Times and durations in milliseconds. */
export interface Attempt {
  readonly round: number;
  /** 0 for a note that the first attempt waits. */
  readonly attempt: number;
  /** When it began. */
  readonly at: number;
  readonly duration_ms: number;
  /** It was sent once more on purpose. */
  readonly replay?: boolean;
  /** What became of the delivery with this attempt. */
  readonly outcome: Exclude<DeliveryStatus, "sending">;
  /** The HTTP status of the answer, where there was one. */
  readonly status?: number;
  /** Why it was not delivered: a code of docs/errors.md. */
  readonly reason?: string;
  /** The same in words, with what is particular to this attempt. */
  readonly detail?: string;
  /** The beginning of the answer's body. */
  readonly response?: string;
  /** When the next attempt is due, where there is one. */
  readonly next_attempt_at?: number;
}

/** The request as it was sent, without secrets: the URL and headers are shown with the secrets' names. */
export interface RecordedRequest {
  readonly url: string;
  /** The flow's own headers as templates, never their values. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent when the body could not be rendered. */
  readonly body?: string;
}

/** All that is remembered of one delivery. */
export interface DeliveryRecord {
  readonly v: typeof DELIVERY_RECORD_VERSION;
  readonly id: string;
  readonly event_id: string;
  readonly flow_id: string;
  readonly action_id: string;
  readonly status: DeliveryStatus;
  /** The round and attempt last claimed or recorded. */
  readonly round: number;
  readonly attempt: number;
  /** When its first attempt was recorded. */
  readonly created_at: number;
  readonly updated_at: number;
  readonly next_attempt_at?: number;
  /** Why it failed or is tried again: that of its last attempt. */
  readonly reason?: string;
  readonly request?: RecordedRequest;
  /** In the order in which they were made. */
  readonly attempts: readonly Attempt[];
  /** What a redrive or replay renders from. */
  readonly event: Event;
  readonly started_at: number;
  readonly due_at: number;
}

// Which entries of a delivery's record are attempts. A delivery that waits for its target, or was parked, discarded or
// skipped, has an entry that says so, and none of these was tried at a target.

const WITHOUT_ATTEMPT: ReadonlySet<Attempt["outcome"]> = new Set(["waiting", "parked", "discarded", "skipped"]);

/** Of the entries of a record those that were attempts, in their order. */
export function attemptsMade(entries: readonly Attempt[]): readonly Attempt[] {
  return entries.filter(({ outcome }) => !WITHOUT_ATTEMPT.has(outcome));
}

// How a delivery's record grows: by one attempt, whose outcome is where the delivery then stands.

/** An attempt to be added to the record of the delivery that `message` is about. */
export interface MadeAttempt {
  readonly message: DeliveryMessage;
  readonly attempt: Attempt;
  /** What was sent; absent when nothing could be rendered, which keeps what an earlier attempt sent. */
  readonly request?: RecordedRequest;
}

/** The record with one attempt more; `before` is absent for the first. */
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
    event: before?.event ?? message.event,
    started_at: message.started_at,
    due_at: message.due_at,
  };
}
