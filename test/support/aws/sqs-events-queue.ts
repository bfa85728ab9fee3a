// An events queue that sends from the test: on AWS, API Gateway writes the same message to SQS itself.

import { eventQueueMessage } from "#backends/aws/sqs/event-attributes.ts";
import { type Queue, sendMessages } from "#backends/aws/sqs/send-messages.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { EventsQueue } from "../../contracts/events-queue.contract.ts";

export class SqsEventsQueue implements EventsQueue {
  readonly #queue: Queue;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  async send(message: EventMessage): Promise<void> {
    await sendMessages(this.#queue, [eventQueueMessage(message)]);
  }
}
