import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { readNumber } from "#backends/aws/dynamodb/attribute-values.ts";
import { DynamoDbActionStops } from "#backends/aws/targets/dynamodb-action-stops.ts";
import { stopKey } from "#backends/aws/targets/target-keys.ts";
import { startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { NOON } from "#support/delivery-samples.ts";
import { actionStopsContract } from "../../../contracts/action-stops.contract.ts";

actionStopsContract("DynamoDB", async () => {
  const { client, targets: tableName, close } = await startDynamoDb();
  return { stops: new DynamoDbActionStops({ client, tableName }), close };
});

const STOP = { flow_id: "a", action_id: "b", url: "https://c.example/", stopped_at: NOON, delivery_id: "e:a:b" };

test("a stop is kept until it is resumed, and a resumed one for thirty days", async () => {
  const { client, targets: tableName, close } = await startDynamoDb();
  const stops = new DynamoDbActionStops({ client, tableName });
  const ttl = async () => {
    const { Item: row } = await client.send(new GetItemCommand({ TableName: tableName, Key: stopKey(STOP) }));
    return row && readNumber(row, "ttl");
  };
  await stops.gone(STOP);
  expect(await ttl()).toBeUndefined();
  await stops.resume(STOP, NOON);
  expect(await ttl()).toBe(NOON / 1_000 + 30 * 86_400);
  await stops.gone({ ...STOP, stopped_at: NOON + 1 });
  expect(await ttl()).toBeUndefined();
  await close();
});

test("an unavailable table is an error", async () => {
  const { config, close } = await startDynamoDb();
  const client = new DynamoDBClient({ ...config, maxAttempts: 1 });
  const stops = new DynamoDbActionStops({ client, tableName: "none" });
  await expect(stops.stopped()).rejects.toThrow();
  await expect(stops.gone(STOP)).rejects.toThrow();
  await expect(stops.resume(STOP, NOON)).rejects.toThrow();
  client.destroy();
  await close();
});
