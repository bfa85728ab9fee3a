// An event on SQS: the body of the request is the body of the message, and its attributes hold the data that ingest adds.
// API Gateway writes the same attributes, so their names are a contract with the stack.

import { type EventMessage, OPTIONAL_FIELDS } from "#core/messages/event-message.ts";
import { escapeNonCharacters, type QueueMessage } from "./queue-message.ts";

/** The attributes that every event has. Some have OPTIONAL_FIELDS as well, as JSON. SQS allows ten, and a dead letter has two more. */
export const EVENT_ATTRIBUTES = ["v", "format", "request_id", "received_at", "key_id"] as const;

/** Returns an event as a message. */
export function eventQueueMessage(message: EventMessage): QueueMessage & { attributes: Record<string, string> } {
  const { body, ...envelope } = message;
  return {
    body: escapeNonCharacters(body),
    group: message.key_id,
    attributes: Object.fromEntries([
      ...EVENT_ATTRIBUTES.map((name) => [name, String(envelope[name])] as const),
      ...OPTIONAL_FIELDS.flatMap((name) =>
        envelope[name] === undefined ? [] : [[name, escapeNonCharacters(JSON.stringify(envelope[name]))] as const],
      ),
    ]),
  };
}
