// Orders as ingest hands them to the pipeline.

import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { Event } from "#core/event/event.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { ORDER } from "#support/test-process.ts";

/** The message of an order with this `unique_id`. */
export function orderMessage(id: string): EventMessage {
  const body = JSON.stringify({ ...ORDER, unique_id: id });
  return { v: 1, format: "plain", request_id: id, received_at: 1_800_000_000_000, key_id: "key", body };
}

/** The event in a message. */
export function orderEvent(message: EventMessage): Event {
  const parsed = parseEvent(message, sha256Hex);
  if (!parsed.ok) throw new Error("the sample event is invalid");
  return parsed.event;
}
