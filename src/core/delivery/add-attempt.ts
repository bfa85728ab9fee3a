// How a delivery's record grows: by one attempt, whose outcome is where the delivery then stands.

import type { DeliveryMessage } from "../messages/delivery-message.ts";
import { deliveryId, deliveryKey } from "./delivery-id.ts";
import { type Attempt, DELIVERY_RECORD_VERSION, type DeliveryRecord, type RecordedRequest } from "./record.ts";

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
