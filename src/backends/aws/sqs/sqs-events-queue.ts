// The events queue on SQS, for requests that reach it through the ingest function.

import type { EventMessage } from "#core/messages/event-message.ts";
import { eventQueueMessage } from "./event-attributes.ts";
import { type Queue, sendMessages } from "./send-messages.ts";

/** The events queue. */
export class SqsEventsQueue {
  readonly #queue: Queue;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** Resolves once SQS has stored every event; rejects if it may not have stored one. */
  send(messages: readonly EventMessage[]): Promise<void> {
    return sendMessages(this.#queue, messages.map(eventQueueMessage));
  }
}
