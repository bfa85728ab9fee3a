// Events on their way to the matcher, for ingest that needs a function: bulk requests and signed sources. Single plain
// events come from API Gateway, which writes the same message itself.

import type { EventsQueue } from "#app/ports.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { eventQueueMessage } from "./event-attributes.ts";
import { type Queue, sendMessages } from "./send-messages.ts";

/** The events queue on SQS. */
export class SqsEventsQueue implements EventsQueue {
  readonly #queue: Queue;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  async send(message: EventMessage): Promise<void> {
    await sendMessages(this.#queue, [eventQueueMessage(message)]);
  }
}
