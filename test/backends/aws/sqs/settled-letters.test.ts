import { BatchGetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deliveryItemKey } from "#backends/aws/deliveries/delivery-keys.ts";
import { jsonBody } from "#backends/aws/sqs/queue-message.ts";
import { sendMessages } from "#backends/aws/sqs/send-messages.ts";
import { LETTER_VISIBILITY_SECONDS, LOOKS, removeSettledLetters } from "#backends/aws/sqs/settled-letters.ts";
import { SqsFailedDeliveries } from "#backends/aws/sqs/sqs-failed-deliveries.ts";
import { type DeliveryMessage, nextRound } from "#core/messages/delivery-message.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { type SqsEmulator, startSqs } from "#support/aws/sqs-emulator.ts";
import { keyOf, NOON, sampleMessage } from "#support/delivery-samples.ts";
import { LETTER_CLEANER_TIMEOUT } from "../../../../lib/letter-cleaner.ts";

let dynamoDb: DynamoDbEmulator;
let sqs: SqsEmulator;
let now: number;
beforeEach(async () => {
  dynamoDb = await startDynamoDb();
  sqs = await startSqs();
  sqs.queue("failed");
  now = NOON;
});
afterEach(() => Promise.all([dynamoDb.close(), sqs.close()]));

/** Sends the letter of a delivery whose first round failed. Returns the message of that round. */
async function fail(message: DeliveryMessage = sampleMessage()): Promise<DeliveryMessage> {
  await new SqsFailedDeliveries(sqs.queue("failed")).send({
    message: nextRound(message),
    target: "https://api.example",
    reason: "http-404",
    attempts: 1,
    first_attempt_at: NOON,
    last_attempt_at: NOON,
  });
  await putOnRecord(message, "failed");
  return message;
}

async function putOnRecord(message: DeliveryMessage, status: string): Promise<void> {
  await dynamoDb.client.send(
    new UpdateItemCommand({
      TableName: dynamoDb.deliveries,
      Key: deliveryItemKey(keyOf(message)),
      UpdateExpression: "SET #round = :round, #attempt = :attempt, #status = :status",
      ExpressionAttributeNames: { "#round": "round", "#attempt": "attempt", "#status": "status" },
      ExpressionAttributeValues: {
        ":round": { N: String(message.round) },
        ":attempt": { N: String(message.attempt) },
        ":status": { S: status },
      },
    }),
  );
}

function run(changes: { client?: SQSClient; now?: () => number } = {}) {
  return removeSettledLetters({
    letters: { client: changes.client ?? sqs.client, url: sqs.queue("failed").url },
    deliveries: { client: dynamoDb.client, tableName: dynamoDb.deliveries },
    now: changes.now ?? (() => now),
    until: NOON + 60_000,
  });
}

/** Returns the events of the visible letters. */
function visible(): string[] {
  return sqs
    .held("failed")
    .map(({ body }) => (body.startsWith("{") ? JSON.parse(body).event.id : body))
    .sort();
}

test("a letter that was sent again is deleted, and another one is visible at once", async () => {
  const left = await fail();
  const resent = await fail();
  await putOnRecord(nextRound(resent), "delivered");
  const discarded = await fail();
  await putOnRecord(nextRound(discarded), "discarded");
  expect(await run()).toEqual({ removed: 2, kept: 1 });
  expect(visible()).toEqual([left.event.id]);
});

test("a letter whose delivery failed again is deleted, and the letter of the later round stays", async () => {
  const first = await fail();
  await fail(nextRound(first));
  expect(await run()).toEqual({ removed: 1, kept: 1 });
  expect(sqs.held("failed").map(({ body }) => JSON.parse(body).round)).toEqual([3]);
});

test("letters that can't be read, or whose delivery has no record, stay", async () => {
  await sendMessages(sqs.queue("failed"), [
    { body: "no letter", group: "a" },
    { body: jsonBody({ ...sampleMessage(), v: 2 }), group: "a" },
    { body: jsonBody(nextRound(sampleMessage())), group: "a" },
  ]);
  expect(await run()).toEqual({ removed: 0, kept: 3 });
  expect(sqs.held("failed")).toHaveLength(3);
});

test("a letter that SQS moved stays while only its own attempt can lead to the next one", async () => {
  const message = sampleMessage();
  await sendMessages(sqs.queue("failed"), [{ body: jsonBody(message), group: "a" }]);
  await putOnRecord(message, "retrying");
  expect(await run()).toEqual({ removed: 0, kept: 1 });
  await putOnRecord({ ...message, attempt: 2 }, "sending");
  expect(await run()).toEqual({ removed: 1, kept: 0 });
});

test("a letter that an operator moved to the dispatch queue and SQS moved back is unfinished", async () => {
  const message = nextRound(await fail());
  await putOnRecord(message, "retrying");
  sqs.client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      if (context.commandName !== "ReceiveMessageCommand") return answer;
      const { Messages = [] } = answer.output as { Messages?: { Attributes?: object }[] };
      for (const received of Messages) received.Attributes = { DeadLetterQueueSourceArn: "arn:aws:sqs:::Dispatch" };
      return answer;
    },
    { step: "initialize", name: "movedBySqs" },
  );
  expect(await run()).toEqual({ removed: 0, kept: 1 });
  sqs.client.middlewareStack.remove("movedBySqs");
  expect(await run()).toEqual({ removed: 1, kept: 0 });
});

test("a run that ends between the response of DynamoDB and the delete loses nothing", async () => {
  const resent = await fail();
  await putOnRecord(nextRound(resent), "delivered");
  const fault = failing("DeleteMessageBatchCommand");
  await expect(run()).rejects.toThrow("out of reach");
  fault.end();
  expect(await counts()).toEqual({ visible: 0, hidden: 1 });
});

test("a letter is invisible for longer than a run may take", () => {
  expect(LETTER_CLEANER_TIMEOUT.toSeconds()).toBeLessThan(LETTER_VISIBILITY_SECONDS);
});

test("if DynamoDB fails, the run fails and no letter is deleted", async () => {
  await putOnRecord(nextRound(await fail()), "delivered");
  const letters = sqs.queue("failed");
  const deliveries = { client: dynamoDb.client, tableName: "gone" };
  await expect(removeSettledLetters({ letters, deliveries, now: () => now, until: NOON + 1 })).rejects.toThrow();
  expect(await counts()).toEqual({ visible: 0, hidden: 1 });
});

test("a run looks up a bounded number of letters if no letter is settled", async () => {
  const calls = counting(dynamoDb.client);
  const endless = endlessLetters();
  const { kept } = await run({ client: endless.client });
  expect(kept).toBeGreaterThanOrEqual(LOOKS);
  expect(kept).toBeLessThan(LOOKS + 100);
  expect(calls()).toBeLessThanOrEqual(kept / 10);
  expect(endless.given()).toBe(kept);
});

test("a run stops receiving when its time is over", async () => {
  let time = NOON;
  const endless = endlessLetters(() => {
    time += 10_000;
  });
  const { kept } = await run({ client: endless.client, now: () => time });
  expect(kept).toBeLessThan(120);
  expect(endless.given()).toBe(kept);
});

/** Makes every call of one command fail until `end`. */
function failing(command: string) {
  const name = `failing${command}`;
  sqs.client.middlewareStack.add(
    (next, context) => (args) => {
      if (context.commandName === command) throw new Error("SQS is out of reach");
      return next(args);
    },
    { step: "initialize", name },
  );
  return { end: () => sqs.client.middlewareStack.remove(name) };
}

async function counts(): Promise<{ visible: number; hidden: number }> {
  const visible = "ApproximateNumberOfMessages";
  const hidden = "ApproximateNumberOfMessagesNotVisible";
  const { Attributes = {} } = await sqs.client.send(
    new GetQueueAttributesCommand({ QueueUrl: sqs.queue("failed").url, AttributeNames: [visible, hidden] }),
  );
  return { visible: Number(Attributes[visible]), hidden: Number(Attributes[hidden]) };
}

function counting(client: DynamoDbEmulator["client"]): () => number {
  let calls = 0;
  client.middlewareStack.add(
    (next, context) => (args) => {
      if (context.commandName === BatchGetItemCommand.name) calls += 1;
      return next(args);
    },
    { step: "initialize", name: "counting" },
  );
  return () => calls;
}

/** Returns an endless queue of letters without a record. */
function endlessLetters(received: () => void = () => undefined) {
  let given = 0;
  const page = () =>
    Array.from({ length: 10 }, () => ({
      Body: jsonBody(nextRound(sampleMessage())),
      ReceiptHandle: "receipt",
      MessageAttributes: { attempts: { DataType: "String", StringValue: "1" } },
    }));
  const client = {
    async send(command: { constructor: { name: string }; input: { Entries?: readonly unknown[] } }) {
      if (command.constructor.name === "ReceiveMessageCommand") {
        received();
        return { Messages: page() };
      }
      given += command.input.Entries?.length ?? 0;
      return {};
    },
  };
  // The part of the client that a run calls.
  return { client: client as unknown as SQSClient, given: () => given };
}
