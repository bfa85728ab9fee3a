import { afterEach, beforeEach, expect, test } from "vitest";
import { SqsFailedDeliveries } from "#backends/aws/sqs/sqs-failed-deliveries.ts";
import { nextRound } from "#core/messages/delivery-message.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { type SqsEmulator, startSqs } from "#support/aws/sqs-emulator.ts";
import { NOON, sampleMessage } from "#support/delivery-samples.ts";
import { type CleanLine, clean } from "../../../lambdas/letter-cleaner/clean.ts";

let dynamoDb: DynamoDbEmulator;
let sqs: SqsEmulator;
beforeEach(async () => {
  dynamoDb = await startDynamoDb();
  sqs = await startSqs();
});
afterEach(() => Promise.all([dynamoDb.close(), sqs.close()]));

function run(eventsDeadLetters = sqs.queue("events")) {
  const lines: CleanLine[] = [];
  const cleaner = clean({
    letters: sqs.queue("failed"),
    deliveries: { client: dynamoDb.client, tableName: dynamoDb.deliveries },
    eventsDeadLetters,
    now: () => NOON,
    log: (line) => lines.push(line),
  });
  return cleaner().then(() => lines);
}

test("a run logs how many letters it deleted and how many it returned", async () => {
  await new SqsFailedDeliveries(sqs.queue("failed")).send({
    message: nextRound(sampleMessage()),
    target: "https://api.example",
    reason: "http-404",
    attempts: 1,
    first_attempt_at: NOON,
    last_attempt_at: NOON,
  });
  expect(await run()).toEqual([{ letters_removed: 0, letters_kept: 1 }]);
});

test("a run also calls the events dead letters, so that SQS keeps sending their metrics", async () => {
  const gone = { client: sqs.client, url: `${sqs.queue("events").url}-gone` };
  await expect(run(gone)).rejects.toThrow();
});
