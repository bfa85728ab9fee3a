// The views of a delivery in the management API: times are ISO 8601, and JSON bodies are JSON.

import type { StoredEventDeadLetter } from "#app/runs/run-ports.ts";
import { type Attempt, attemptsMade, type DeliveryRecord } from "#core/delivery/record.ts";
import { profileKey } from "#core/event/profile.ts";
import { parseJson } from "#core/parse-json.ts";
import { isoTime } from "#core/time.ts";

/** A delivery in full. */
export function deliveryView(record: DeliveryRecord) {
  return {
    ...deliverySummary(record),
    request: record.request && { ...record.request, body: jsonOrText(record.request.body) },
    attempts: record.attempts.map(attemptView),
    event: { ...record.event, time: isoTime(record.event.time), received_at: isoTime(record.event.received_at) },
  };
}

/** A delivery in a list. */
export function deliverySummary(record: DeliveryRecord) {
  const last = record.attempts.at(-1);
  return {
    id: record.id,
    status: record.status,
    flow_id: record.flow_id,
    action_id: record.action_id,
    event_id: record.event_id,
    metric: record.event.metric,
    profile: profileKey(record.event.profile),
    url: record.request?.url,
    round: record.round,
    attempts_made: attemptsMade(record.attempts).length,
    reason: record.reason,
    detail: last?.detail,
    response_status: last?.status,
    created_at: isoTime(record.created_at),
    updated_at: isoTime(record.updated_at),
    next_attempt_at: record.next_attempt_at === undefined ? undefined : isoTime(record.next_attempt_at),
  };
}

/** A failed delivery, as the dead letters list it. */
export function deadLetterView(record: DeliveryRecord) {
  const attempts = attemptsMade(record.attempts);
  return {
    ...deliverySummary(record),
    first_attempt_at: isoTime(attempts[0]?.at ?? record.created_at),
    last_attempt_at: isoTime(attempts.at(-1)?.at ?? record.updated_at),
    response: attempts.at(-1)?.response,
  };
}

/** An event that could not be processed, with the body that was received. */
export function eventDeadLetterView({ at, reason, problems, message }: StoredEventDeadLetter) {
  const { body, received_at, ...rest } = message;
  return {
    at: isoTime(at),
    reason,
    problems,
    event: { ...rest, received_at: isoTime(received_at), body: jsonOrText(body) },
  };
}

function attemptView({ at, next_attempt_at, ...rest }: Attempt) {
  return {
    at: isoTime(at),
    ...rest,
    ...(next_attempt_at === undefined ? {} : { next_attempt_at: isoTime(next_attempt_at) }),
  };
}

/** A body as JSON, to be easy to read. Only the record holds the bytes that were sent. */
function jsonOrText(body: string | undefined): unknown {
  if (body === undefined) return undefined;
  try {
    return parseJson(body);
  } catch {
    return body;
  }
}
