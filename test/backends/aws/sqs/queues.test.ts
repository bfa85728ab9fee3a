import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { readDelayedMessage } from "#backends/aws/delays/read-delayed-message.ts";
import { decodeEventRecord, decodeJsonRecord } from "#backends/aws/sqs/decode-record.ts";
import type { Decoded } from "#backends/aws/sqs/sqs-batch.ts";
import { SqsDelayedDispatches, SqsDispatchQueue } from "#backends/aws/sqs/sqs-dispatch-queue.ts";
import { SqsEventsDeadLetters } from "#backends/aws/sqs/sqs-events-dead-letters.ts";
import { deliveryMessageSchema } from "#core/messages/delivery-message.ts";
import { startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { SqsEventsQueue, startSqs } from "#support/aws/sqs-emulator.ts";
import { type HeldMessage, toRecord } from "#support/aws/sqs-record.ts";
import { NOON } from "#support/delivery-samples.ts";
import { dispatchQueueContract, type QueuedDispatch } from "../../../contracts/dispatch-queue.contract.ts";
import { eventsDeadLettersContract } from "../../../contracts/events-dead-letters.contract.ts";
import { eventsQueueContract } from "../../../contracts/events-queue.contract.ts";

function understood<Message>(decoded: Decoded<Message>): Message {
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
  return decoded.message;
}

const eventIn = (held: HeldMessage) => understood(decodeEventRecord(toRecord(held)));
const deliveryIn = (body: string) => understood(decodeJsonRecord(deliveryMessageSchema, toRecord({ body })));

eventsQueueContract("SQS", async () => {
  const sqs = await startSqs();
  return {
    queue: new SqsEventsQueue(sqs.queue("events")),
    sent: async () => sqs.held("events").map(eventIn),
    close: sqs.close,
  };
});

eventsDeadLettersContract("SQS", async () => {
  const sqs = await startSqs();
  return {
    deadLetters: new SqsEventsDeadLetters(sqs.queue("events-dead-letters")),
    letters: async () =>
      sqs.held("events-dead-letters").map((held) => ({
        message: eventIn(held),
        reason: held.attributes["reason"] ?? "",
        detail: held.attributes["detail"] ?? "",
      })),
    close: sqs.close,
  };
});

dispatchQueueContract("SQS with DynamoDB", async () => {
  const sqs = await startSqs();
  const dynamodb = await startDynamoDb();
  const table = { client: dynamodb.client, tableName: dynamodb.waits };
  const delayed = new DynamoDbDelayedMessages(table);
  const held = (): QueuedDispatch[] =>
    [...sqs.held("dispatch"), ...sqs.held("retries")].map(({ body, group, delaySeconds }) => ({
      message: deliveryIn(body),
      target: group ?? "",
      ...(delaySeconds > 0 ? { dueAt: NOON + delaySeconds * 1_000 } : {}),
    }));
  const waiting = async (): Promise<QueuedDispatch[]> => {
    const { Items: rows = [] } = await dynamodb.client.send(new ScanCommand({ TableName: table.tableName }));
    const waits = await Promise.all(rows.filter((row) => row["queue"]).map((row) => readDelayedMessage(table, row)));
    return waits.map(({ message, target, dueAt }) => ({ message: deliveryIn(message), target, dueAt }));
  };
  return {
    queue: new SqsDispatchQueue(sqs.queue("dispatch")),
    later: new SqsDelayedDispatches({ retries: sqs.queue("retries"), delayed, now: () => NOON }),
    queued: async () => [...held(), ...(await waiting())],
    async close() {
      await sqs.close();
      await dynamodb.close();
    },
  };
});
