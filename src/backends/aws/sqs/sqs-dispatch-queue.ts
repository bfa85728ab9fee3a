// Deliveries on their way to the dispatcher. First attempts and short delays go to the queues. A delay beyond the longest of
// SQS is stored in the waits table, and the sweeper sends the delivery when it is due.

import type { DelayedDispatches, Dispatch, DispatchQueue } from "#app/delivery/delivery-ports.ts";
import type { Now } from "#app/ports.ts";
import { deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { DynamoDbDelayedMessages } from "../delays/dynamodb-delayed-messages.ts";
import { BatchingSender } from "./batching-sender.ts";
import { jsonBody, MAX_DELAY_SECONDS, type QueueMessage } from "./queue-message.ts";
import type { Queue } from "./send-messages.ts";

/** How long a delivery that is due later may wait for others to share its call, in milliseconds. */
const LATER_DELAY_MS = 5;

/** First attempts, on SQS. */
export class SqsDispatchQueue implements DispatchQueue {
  readonly #sender: BatchingSender;
  readonly #batchingDelayMs: number;

  /** @param batchingDelayMs how long a delivery may wait for others to share its call, in milliseconds */
  constructor(queue: Queue, batchingDelayMs = 0) {
    this.#sender = new BatchingSender(queue);
    this.#batchingDelayMs = batchingDelayMs;
  }

  async send(deliveries: readonly Dispatch[]): Promise<void> {
    await this.#sender.send(deliveries.map(toQueueMessage), this.#batchingDelayMs);
  }
}

/** Where delayed deliveries are stored until they are due. */
interface DelayedDispatchQueues {
  /** The queue of later attempts, apart from first attempts, so that slow targets can't take the functions of healthy ones. */
  readonly retries: Queue;
  readonly delayed: DynamoDbDelayedMessages;
  readonly now: Now;
}

/** Delayed deliveries, on SQS up to its longest delay and in DynamoDB beyond it. */
export class SqsDelayedDispatches implements DelayedDispatches {
  readonly #queues: DelayedDispatchQueues;
  readonly #retries: BatchingSender;

  constructor(queues: DelayedDispatchQueues) {
    this.#queues = queues;
    this.#retries = new BatchingSender(queues.retries);
  }

  async sendLater(delivery: Dispatch, dueAt: number): Promise<void> {
    const { delayed, now } = this.#queues;
    const message = toQueueMessage(delivery);
    const delaySeconds = secondsUntil(dueAt, now());
    if (delaySeconds <= MAX_DELAY_SECONDS) {
      await this.#retries.send([{ ...message, delaySeconds }], LATER_DELAY_MS);
      return;
    }
    const { flow_id, action_id } = delivery.message;
    await delayed.add({
      id: attemptId(delivery.message),
      queue: "retries",
      target: delivery.target,
      message: message.body,
      dueAt,
      flowId: flow_id,
      actionId: action_id,
    });
  }
}

/** Returns the whole seconds from now until a time, rounded up and never negative. */
export function secondsUntil(time: number, now: number): number {
  return Math.max(0, Math.ceil((time - now) / 1_000));
}

function toQueueMessage({ message, target }: Dispatch): QueueMessage {
  return { body: jsonBody(message), group: target };
}

/** Returns the same id for each copy of a message, so that a repeat writes the same row. */
function attemptId(message: DeliveryMessage): string {
  return `${deliveryId(deliveryKey(message))}:${message.round}:${message.attempt}`;
}
