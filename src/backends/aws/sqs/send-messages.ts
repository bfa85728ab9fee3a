// Sending to SQS, in as few calls as it allows. A call can succeed for some of its messages and fail for others; those
// are sent again, and what still fails is thrown, so that the caller's own message comes again and all of it is repeated.

import { setTimeout as pause } from "node:timers/promises";
import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { inParallel } from "#app/in-parallel.ts";
import {
  MAX_BATCH_BYTES,
  MAX_BATCH_MESSAGES,
  messageAttributes,
  messageBytes,
  messageGroup,
  type QueueMessage,
} from "./queue-message.ts";

/** How long to pause before the failed messages of a call are sent again, each time; in milliseconds. */
const PAUSES_MS = [50, 200] as const;

/** Calls under way at once. */
const CALLS_AT_ONCE = 8;

/** A queue and the way to it. */
export interface Queue {
  readonly client: SQSClient;
  readonly url: string;
}

/** Sends messages. Resolves when none of them can be lost any more; throws when that can't be said of one. */
export async function sendMessages(queue: Queue, messages: readonly QueueMessage[]): Promise<void> {
  await inParallel(toBatches(messages), CALLS_AT_ONCE, (batch) => sendBatch(queue, batch));
}

/** Messages in batches that SQS takes, in their order. One that is too large for SQS is alone, and refused by it. */
export function toBatches(messages: readonly QueueMessage[]): QueueMessage[][] {
  const batches: QueueMessage[][] = [];
  let batch: QueueMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = messageBytes(message);
    if (batch.length > 0 && (batch.length === MAX_BATCH_MESSAGES || bytes + size > MAX_BATCH_BYTES)) {
      batches.push(batch);
      [batch, bytes] = [[], 0];
    }
    batch.push(message);
    bytes += size;
  }
  return batch.length === 0 ? batches : [...batches, batch];
}

async function sendBatch(queue: Queue, batch: readonly QueueMessage[]): Promise<void> {
  let { left, failures } = await sendOnce(queue, batch);
  for (const ms of PAUSES_MS) {
    if (left.length === 0 || failures.some(({ SenderFault }) => SenderFault)) break;
    await pause(ms);
    ({ left, failures } = await sendOnce(queue, left));
  }
  if (left.length === 0) return;
  const codes = [...new Set(failures.map(({ Code }) => Code ?? "unknown"))].join(", ");
  throw new Error(`SQS did not take ${left.length} of ${batch.length} messages: ${codes}`);
}

async function sendOnce(
  { client, url }: Queue,
  batch: readonly QueueMessage[],
): Promise<{ left: QueueMessage[]; failures: BatchResultErrorEntry[] }> {
  const { Failed: failures = [] } = await client.send(
    new SendMessageBatchCommand({ QueueUrl: url, Entries: batch.map(toEntry) }),
  );
  const failed = new Set(failures.map(({ Id }) => Id));
  return { left: batch.filter((_, index) => failed.has(String(index))), failures };
}

function toEntry({ body, attributes, group, delaySeconds }: QueueMessage, index: number) {
  return {
    Id: String(index),
    MessageBody: body,
    MessageGroupId: messageGroup(group),
    ...(attributes ? { MessageAttributes: messageAttributes(attributes) } : {}),
    ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
  };
}
