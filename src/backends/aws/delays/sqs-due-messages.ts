// Where the sweeper puts what falls due: onto the queue that the row names, held back for exactly as long as is left.

import type { Now } from "#app/ports.ts";
import type { QueueMessage } from "../sqs/queue-message.ts";
import { type Queue, sendMessages } from "../sqs/send-messages.ts";
import { secondsUntil } from "../sqs/sqs-dispatch-queue.ts";
import type { DelayedMessage, DueQueue } from "./dynamodb-delayed-messages.ts";

/** Sends waits that are due within SQS's longest delay; throws for a queue that is not there. */
export function sqsDueMessages(queues: Partial<Record<DueQueue, Queue>>, now: Now) {
  return async (waits: readonly DelayedMessage[]): Promise<void> => {
    const byQueue = Map.groupBy(waits, ({ queue }) => queue);
    for (const [name, due] of byQueue) {
      const queue = queues[name];
      if (queue === undefined) throw new Error(`There is no queue ${name} for waits to go to`);
      await sendMessages(
        queue,
        due.map((wait) => toQueueMessage(wait, now())),
      );
    }
  };
}

function toQueueMessage({ message, target, dueAt }: DelayedMessage, now: number): QueueMessage {
  return { body: message, group: target, delaySeconds: secondsUntil(dueAt, now) };
}
