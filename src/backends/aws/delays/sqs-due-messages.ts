// Sends due messages to the queues that their rows name, each delayed for the time that is left.

import { inParallel } from "#app/in-parallel.ts";
import type { Now } from "#app/ports.ts";
import type { QueueMessage } from "../sqs/queue-message.ts";
import { type Queue, sendEach, sendingError } from "../sqs/send-messages.ts";
import { secondsUntil } from "../sqs/sqs-dispatch-queue.ts";
import type { DelayedMessage, DueQueue } from "./dynamodb-delayed-messages.ts";

/** A message that SQS does not accept, however often it is sent, and the code of its error. */
export interface RefusedMessage {
  readonly message: DelayedMessage;
  readonly code: string;
}

/**
 * Returns a function that sends messages due within the longest delay of SQS. It resolves with those that SQS refuses when SQS
 * has stored all others, and throws when it may not have stored one, or when a message names an unknown queue.
 */
export function sqsDueMessages(queues: Partial<Record<DueQueue, Queue>>, now: Now) {
  return async (messages: readonly DelayedMessage[]): Promise<readonly RefusedMessage[]> => {
    const byQueue = [...Map.groupBy(messages, ({ queue }) => queue)];
    const refused = await inParallel(byQueue, byQueue.length, ([name, due]) => {
      const queue = queues[name];
      if (queue === undefined)
        throw new Error(`The sweeper has no queue ${name}, which ${due.length} messages are due to`);
      return sendDue(queue, due, now());
    });
    return refused.flat();
  };
}

async function sendDue(queue: Queue, due: readonly DelayedMessage[], now: number): Promise<RefusedMessage[]> {
  const byQueueMessage = new Map(due.map((message) => [toQueueMessage(message, now), message]));
  const notSent = [...(await sendEach(queue, [...byQueueMessage.keys()]))];
  const failed = notSent.flatMap(([, failure]) => (failure.refused ? [] : [failure]));
  if (failed.length > 0) throw sendingError(failed, due.length);
  return notSent.flatMap(([queueMessage, { code }]) => {
    const message = byQueueMessage.get(queueMessage);
    return message === undefined ? [] : [{ message, code }];
  });
}

function toQueueMessage({ message, target, dueAt }: DelayedMessage, now: number): QueueMessage {
  return { body: message, group: target, delaySeconds: secondsUntil(dueAt, now) };
}
