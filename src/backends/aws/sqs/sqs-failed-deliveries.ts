// Deliveries that failed. Each letter is the first attempt of the next round, so moving it to the dispatch queue sends the
// webhook again. Its attributes state why the delivery failed, and the console shows them.

import type { FailedDeliveries, FailedDelivery } from "#app/delivery/delivery-ports.ts";
import { isoTime } from "#core/time.ts";
import { BatchingSender } from "./batching-sender.ts";
import { jsonBody, type QueueMessage } from "./queue-message.ts";
import type { Queue } from "./send-messages.ts";

/** How long a letter may wait for others to share its call, in milliseconds. */
const BATCHING_DELAY_MS = 5;

/** Failed deliveries, on SQS. */
export class SqsFailedDeliveries implements FailedDeliveries {
  readonly #letters: BatchingSender;

  constructor(queue: Queue) {
    this.#letters = new BatchingSender(queue);
  }

  async send(delivery: FailedDelivery): Promise<void> {
    await this.#letters.send([toQueueMessage(delivery)], BATCHING_DELAY_MS);
  }
}

function toQueueMessage(delivery: FailedDelivery): QueueMessage {
  const { message, target, reason, status, attempts, first_attempt_at, last_attempt_at } = delivery;
  return {
    body: jsonBody(message),
    group: target,
    attributes: {
      reason,
      ...(status === undefined ? {} : { status: String(status) }),
      flow: message.flow_id,
      target,
      attempts: String(attempts),
      first_attempt_at: isoTime(first_attempt_at),
      last_attempt_at: isoTime(last_attempt_at),
    },
  };
}
