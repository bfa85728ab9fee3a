import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { delayedMessageKey } from "#backends/aws/delays/delayed-message-keys.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { decodeJsonRecord } from "#backends/aws/sqs/decode-record.ts";
import { SqsStepsQueue } from "#backends/aws/sqs/sqs-steps-queue.ts";
import { runMessageSchema } from "#core/messages/run-message.ts";
import { type AnsweringServer, startAnswering } from "#support/aws/answering-server.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { openStepsQueue } from "#support/aws/simulated-steps.ts";
import { type SqsEmulator, startSqs } from "#support/aws/sqs-emulator.ts";
import { toRecord } from "#support/aws/sqs-record.ts";
import { NOON, sampleMessage } from "#support/delivery-samples.ts";
import { sampleRun } from "#support/run-samples.ts";
import { stepsQueueContract } from "../../../contracts/steps-queue.contract.ts";

stepsQueueContract("SQS with DynamoDB", openStepsQueue);

describe("a run", () => {
  let sqs: SqsEmulator;
  let dynamodb: DynamoDbEmulator;
  let queue: SqsStepsQueue;
  beforeEach(async () => {
    sqs = await startSqs();
    dynamodb = await startDynamoDb();
    const delayed = new DynamoDbDelayedMessages({ client: dynamodb.client, tableName: dynamodb.waits });
    queue = new SqsStepsQueue({ steps: sqs.queue("steps"), delayed, now: () => NOON });
  });
  afterEach(async () => {
    await sqs.close();
    await dynamodb.close();
  });

  test("is sent in calls of ten with others of the next 15 minutes, in its flow's group", async () => {
    await queue.send(Array.from({ length: 43 }, (_, index) => sampleRun({ due_at: NOON + index * 20_000 })));
    expect(sqs.calls.map(({ Entries }) => Entries?.length).sort()).toEqual([10, 10, 10, 10, 3]);
    expect(new Set(sqs.held("steps").map(({ group }) => group))).toEqual(new Set(["abandoned-checkout"]));
  });

  test("that is due in 15 minutes is in the queue; one that is due later is in the table", async () => {
    const [shorter, longer] = [sampleRun({ due_at: NOON + 900_000 }), sampleRun({ due_at: NOON + 900_001 })];
    await queue.send([shorter, longer]);
    expect(sqs.held("steps")).toMatchObject([{ body: JSON.stringify(shorter), delaySeconds: 900 }]);
    const id = `${longer.event.id}:abandoned-checkout:send-reminder`;
    const key = delayedMessageKey({ id, dueAt: NOON + 900_001 });
    const { Item: row } = await dynamodb.client.send(new GetItemCommand({ TableName: dynamodb.waits, Key: key }));
    expect(row).toMatchObject({
      queue: { S: "steps" },
      target: { S: "abandoned-checkout" },
      due_at: { N: String(NOON + 900_001) },
      flow_id: { S: "abandoned-checkout" },
      action_id: { S: "send-reminder" },
    });
  });
});

describe("a service that does not take a run", () => {
  let server: AnsweringServer;
  afterEach(() => server.close());

  test.each([
    ["SQS", NOON, "SendMessageBatch"],
    ["DynamoDB", NOON + 3_600_000, "PutItem"],
  ])("makes the call fail, so that SQS redelivers the message that led to it: %s", async (_, due_at, operation) => {
    server = await startAnswering(() => ({ status: 400, body: { __type: "com.amazonaws#ThrottlingException" } }));
    const delayed = new DynamoDbDelayedMessages({ client: new DynamoDBClient(server.config), tableName: "waits" });
    const steps = { client: new SQSClient(server.config), url: `${server.config.endpoint}/1/steps` };
    const queue = new SqsStepsQueue({ steps, delayed, now: () => NOON });
    await expect(queue.send([sampleRun({ due_at })])).rejects.toThrow();
    expect(server.asked.map((call) => call.operation)).toEqual([operation]);
  });
});

test.each([
  ["not json", ""],
  [JSON.stringify(sampleMessage()), "/kind"],
  [JSON.stringify({ ...sampleRun(), v: 2 }), "/v"],
  [JSON.stringify({ ...sampleRun(), kind: "delivery" }), "/kind"],
  [JSON.stringify({ ...sampleRun(), action_id: "" }), "/action_id"],
  [JSON.stringify({ ...sampleRun(), due_at: "soon" }), "/due_at"],
])("the message %.30s is not a run, and the problem has a pointer", (body, pointer) => {
  const decoded = decodeJsonRecord(runMessageSchema, toRecord({ body }));
  expect(decoded).toMatchObject({ ok: false, problems: [{ rule: "message-invalid", pointer }] });
});
