// Turns the work on a queue into a function that Lambda calls with batches of records.

import { setTimeout as pause } from "node:timers/promises";
import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSHandler, SQSRecord } from "aws-lambda";
import { type BatchPorts, type QueueWork, type Returned, workBatch } from "./sqs-batch.ts";

/** The queues of a function, and the dependencies of its batches. */
interface SqsHandlerPorts {
  readonly client: SQSClient;
  readonly queueUrls: readonly string[];
  readonly countTry: BatchPorts["countTry"];
}

/** Returns a function that processes the messages of these queues. */
export function sqsHandler<M>(ports: SqsHandlerPorts, work: QueueWork<M>): SQSHandler {
  return (event, context) =>
    workBatch(
      work,
      {
        ...batchCalls(ports),
        countTry: ports.countTry,
        random: Math.random,
        report,
        // An unreferenced timer does not keep the process alive after the batch has ended.
        pause: (ms) => pause(ms, undefined, { ref: false }),
        timeLeft: () => context.getRemainingTimeInMillis(),
      },
      event.Records,
    );
}

/** Deletes or returns records in one call each: a batch holds no more records than a call accepts. */
export function batchCalls({ client, queueUrls }: Omit<SqsHandlerPorts, "countTry">) {
  const urlOf = (record: SQSRecord | undefined): string => queueUrlOf(record?.eventSourceARN ?? "", queueUrls);
  return {
    async remove(records: readonly SQSRecord[]): Promise<void> {
      const Entries = records.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
      refuseFailed(await client.send(new DeleteMessageBatchCommand({ QueueUrl: urlOf(records[0]), Entries })));
    },
    async returnEarly(returned: readonly Returned[]): Promise<void> {
      const Entries = returned.map(({ record, seconds }, index) => ({
        Id: String(index),
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: seconds,
      }));
      const QueueUrl = urlOf(returned[0]?.record);
      refuseFailed(await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })));
    },
  };
}

function refuseFailed({ Failed: failed = [] }: { readonly Failed?: BatchResultErrorEntry[] | undefined }): void {
  if (failed.length === 0) return;
  throw new Error(
    `SQS did not delete or return ${failed.length} messages: ${failed.map(({ Code }) => Code).join(", ")}`,
  );
}

/** Returns the URL of the queue that an ARN names: both end with the queue's name. Throws if no URL does. */
export function queueUrlOf(arn: string, urls: readonly string[]): string {
  const name = arn.slice(arn.lastIndexOf(":") + 1);
  const url = urls.find((candidate) => candidate.endsWith(`/${name}`));
  if (url === undefined)
    throw new Error(`The function has no URL for the queue ${arn}; its environment must name the URL of each queue`);
  return url;
}

/** Logs one line with the message's id but nothing of its body, which may hold personal data. */
function report(error: unknown, record: SQSRecord): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error({
    problem: "Processing failed; SQS will redeliver the message",
    message_id: record.messageId,
    error: text,
  });
}
