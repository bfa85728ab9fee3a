import { GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { delayedMessageKey } from "#backends/aws/delays/delayed-message-keys.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { SqsDelayedDispatches, SqsDispatchQueue, secondsUntil } from "#backends/aws/sqs/sqs-dispatch-queue.ts";
import { deliveryId } from "#core/delivery/delivery-id.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { nextAttempt } from "#core/messages/delivery-message.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { type SqsEmulator, startSqs } from "#support/aws/sqs-emulator.ts";
import { keyOf, NOON, sampleEvent, sampleMessage } from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";

const target = "https://api.example";

let sqs: SqsEmulator;
let dynamodb: DynamoDbEmulator;
let queue: SqsDispatchQueue;
let later: SqsDelayedDispatches;
beforeEach(async () => {
  sqs = await startSqs();
  dynamodb = await startDynamoDb();
  const delayed = new DynamoDbDelayedMessages({ client: dynamodb.client, tableName: dynamodb.waits });
  queue = new SqsDispatchQueue(sqs.queue("dispatch"));
  later = new SqsDelayedDispatches({ retries: sqs.queue("retries"), delayed, now: () => NOON });
});
afterEach(async () => {
  await sqs.close();
  await dynamodb.close();
});

test("forty-three first attempts are five calls to the queue of first attempts", async () => {
  await queue.send(Array.from({ length: 43 }, () => ({ message: sampleMessage(), target })));
  expect(sqs.calls.map(({ Entries }) => Entries?.length).sort()).toEqual([10, 10, 10, 10, 3]);
  expect(sqs.held("dispatch")).toHaveLength(43);
});

test("ten retries that are sent at the same time are one call", async () => {
  const messages = Array.from({ length: 10 }, (_, index) => sampleMessage({ attempt: index + 2 }));
  await Promise.all(messages.map((message) => later.sendLater({ message, target }, NOON + 60_000)));
  expect(sqs.calls.map(({ Entries }) => Entries?.length)).toEqual([10]);
  expect(sqs.held("retries")).toHaveLength(10);
});

test("a retry that is due within 15 minutes is in the retries queue; a later one is in the table", async () => {
  const [shorter, longer] = [sampleMessage({ attempt: 2 }), sampleMessage({ attempt: 3 })];
  await later.sendLater({ message: shorter, target }, NOON + 900_000);
  await later.sendLater({ message: longer, target }, NOON + 900_001);
  expect(sqs.held("retries")).toMatchObject([{ body: JSON.stringify(shorter), delaySeconds: 900, group: target }]);
  const key = delayedMessageKey({ id: `${deliveryId(keyOf(longer))}:1:3`, dueAt: NOON + 900_001 });
  const { Item: row } = await dynamodb.client.send(new GetItemCommand({ TableName: dynamodb.waits, Key: key }));
  expect(row).toMatchObject({
    queue: { S: "retries" },
    target: { S: target },
    due_at: { N: String(NOON + 900_001) },
    flow_id: { S: "printed-catalogue" },
    action_id: { S: "send-catalogue" },
  });
});

test("all parts of a row are written before the row", async () => {
  const event = sampleEvent({ properties: { notes: incompressibleText(MAX_EVENT_BYTES, 3) } });
  const message = nextAttempt(sampleMessage({ event }), NOON, incompressibleText(MAX_EVENT_BYTES, 4));
  const sizes: number[] = [];
  dynamodb.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === "PutItemCommand") sizes.push(await rows());
      return next(args);
    },
    { step: "initialize", name: "countRows" },
  );
  const rows = async () => {
    const { Items = [] } = await dynamodb.client.send(new ScanCommand({ TableName: dynamodb.waits }));
    expect(Items.every((row) => row["queue"] === undefined)).toBe(true);
    return Items.length;
  };
  await later.sendLater({ message, target }, NOON + 86_400_000);
  expect(sizes).toEqual([0, 1]);
});

test.each([
  [-5_000, 0],
  [0, 0],
  [1, 1],
  [1_000, 1],
  [1_001, 2],
])("a message that is due in %i ms is delayed for %i s", (ms, seconds) => {
  expect(secondsUntil(NOON + ms, NOON)).toBe(seconds);
});
