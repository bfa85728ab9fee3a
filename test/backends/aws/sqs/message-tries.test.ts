import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { triesKey } from "#backends/aws/delays/delayed-message-keys.ts";
import { countTries } from "#backends/aws/sqs/message-tries.ts";
import { startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { NOON } from "#support/delivery-samples.ts";

test("the tries of each message are counted separately, and expire after the message", async () => {
  const { client, waits: tableName, close } = await startDynamoDb();
  const countTry = countTries({ client, tableName }, () => NOON);
  expect([await countTry({ messageId: "a" }), await countTry({ messageId: "a" })]).toEqual([1, 2]);
  expect(await countTry({ messageId: "b" })).toBe(1);
  const { Item: row } = await client.send(new GetItemCommand({ TableName: tableName, Key: triesKey("a") }));
  expect(Number(row?.["ttl"]?.N)).toBe(NOON / 1_000 + 15 * 86_400);
  await close();
});
