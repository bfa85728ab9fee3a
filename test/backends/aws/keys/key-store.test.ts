import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test, vi } from "vitest";
import { readNumber, text } from "#backends/aws/dynamodb/attribute-values.ts";
import { DynamoDbKeyStore } from "#backends/aws/keys/dynamodb-key-store.ts";
import { REVOKED_KEPT_MS, withoutTexts } from "#core/keys/ingest-key.ts";
import { startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { NOON } from "#support/delivery-samples.ts";
import { freshKey } from "#support/key-samples.ts";
import { keyStoreContract } from "../../../contracts/key-store.contract.ts";

keyStoreContract("DynamoDB", async () => {
  const { client, keys: tableName, close } = await startDynamoDb();
  const keys = new DynamoDbKeyStore({ client, tableName });
  return { keys, reopened: () => new DynamoDbKeyStore({ client, tableName }), close };
});

test("a revoked key expires after thirty days, any other one never", async () => {
  const { client, keys: tableName, close } = await startDynamoDb();
  const keys = new DynamoDbKeyStore({ client, tableName });
  const key = freshKey();
  const ttl = async () => {
    const Key = { pk: text("keys"), sk: text(key.id) };
    return readNumber((await client.send(new GetItemCommand({ TableName: tableName, Key }))).Item ?? {}, "ttl");
  };
  await keys.add(key);
  expect(await ttl()).toBeUndefined();
  await keys.replace(withoutTexts(key, NOON));
  expect(await ttl()).toBe((NOON + REVOKED_KEPT_MS) / 1_000);
  await close();
});

test("keys are read consistently, so that a revocation is effective at the next read", async () => {
  const { client, keys: tableName, close } = await startDynamoDb();
  const send = vi.spyOn(client, "send");
  const keys = new DynamoDbKeyStore({ client, tableName });
  await keys.find("key_default");
  await keys.list();
  expect(send.mock.calls.map(([{ input }]) => input)).toMatchObject([
    { ConsistentRead: true },
    { ConsistentRead: true },
  ]);
  await close();
});

test("an unavailable table is an error, so that no key counts as unknown", async () => {
  const { config, close } = await startDynamoDb();
  const client = new DynamoDBClient({ ...config, maxAttempts: 1 });
  const keys = new DynamoDbKeyStore({ client, tableName: "none" });
  const key = freshKey();
  await expect(keys.find(key.id)).rejects.toThrow();
  await expect(keys.list()).rejects.toThrow();
  await expect(keys.add(key)).rejects.toThrow();
  await expect(keys.replace(key)).rejects.toThrow();
  await expect(keys.used(key.id, NOON)).rejects.toThrow();
  client.destroy();
  await close();
});
