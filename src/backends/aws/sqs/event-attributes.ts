// An event on SQS: the request's body is the message, what only ingest knows are its attributes. API Gateway writes the
// same, so these names are a contract with the stack.

import type { EventMessage } from "#core/messages/event-message.ts";
import { escapeNonCharacters, type QueueMessage } from "./queue-message.ts";

/** The attributes that hold an event's envelope. */
export const EVENT_ATTRIBUTES = ["v", "format", "request_id", "received_at", "key_id"] as const;

/** An event as a message. */
export function eventQueueMessage(message: EventMessage): QueueMessage & { attributes: Record<string, string> } {
  const { body, ...envelope } = message;
  return {
    body: escapeNonCharacters(body),
    group: message.key_id,
    attributes: Object.fromEntries(EVENT_ATTRIBUTES.map((name) => [name, String(envelope[name])])),
  };
}
