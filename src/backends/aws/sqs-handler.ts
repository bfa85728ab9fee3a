// From work on messages to a function that Lambda calls with batches of them.

import { DeleteMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SQSHandler, SQSRecord } from "aws-lambda";
import { type QueueWork, workBatch } from "./sqs-batch.ts";

/** A function that works the messages of these queues. */
export function sqsHandler<M>(client: SQSClient, queueUrls: readonly string[], work: QueueWork<M>): SQSHandler {
  const remove = async (record: SQSRecord): Promise<void> => {
    const url = queueUrlOf(record.eventSourceARN, queueUrls);
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: record.receiptHandle }));
  };
  return (event, context) =>
    workBatch(
      work,
      { remove, random: Math.random, timeLeft: () => context.getRemainingTimeInMillis(), report },
      event.Records,
    );
}

/** The URL of the queue that an ARN names: both end with the queue's name. Throws for a queue that is not among them. */
export function queueUrlOf(arn: string, urls: readonly string[]): string {
  const name = arn.slice(arn.lastIndexOf(":") + 1);
  const url = urls.find((candidate) => candidate.endsWith(`/${name}`));
  if (url === undefined) throw new Error(`There is no URL for the queue ${arn}`);
  return url;
}

/** One line of the function's log, with the message's id but nothing of its body. */
function report(error: unknown, record: SQSRecord): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error({ problem: "A message comes again", message_id: record.messageId, error: text });
}
