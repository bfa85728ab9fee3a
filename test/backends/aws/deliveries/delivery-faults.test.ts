import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, expect, test } from "vitest";
import { claimAttributes, outcomeAttributes } from "#backends/aws/deliveries/delivery-item.ts";
import { DynamoDbDeliveryStore } from "#backends/aws/deliveries/dynamodb-delivery-store.ts";
import type { Item } from "#backends/aws/dynamodb/attribute-values.ts";
import { addAttempt } from "#core/delivery/record.ts";
import { type Answer, type AnsweringServer, startAnswering } from "#support/aws/answering-server.ts";
import { attemptOf, claimOf, keyOf, recordOf, sampleMessage } from "#support/delivery-samples.ts";

let server: AnsweringServer;
afterEach(() => server.close());

async function storeThatIsAnswered(...answers: Answer[]): Promise<DynamoDbDeliveryStore> {
  server = await startAnswering(() => answers.shift() ?? { status: 400, body: { __type: "TooManyQuestions" } });
  const client = new DynamoDBClient(server.config);
  return new DynamoDbDeliveryStore({ client, tableName: "deliveries", flowIds: async () => [] });
}

/** Returns a failed condition as DynamoDB sends it, with the stored item. */
function refusal(item?: object): Answer {
  const type = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
  return {
    status: 400,
    body: { __type: type, message: "The conditional request failed", ...(item ? { Item: item } : {}) },
  };
}

/** Returns an item as JSON, with bytes as base64. */
function inJson(item: Item): object {
  const entries = Object.entries(item).map(([name, value]) => [
    name,
    value.B ? { B: Buffer.from(value.B).toString("base64") } : value,
  ]);
  return Object.fromEntries(entries);
}

const message = sampleMessage();
const operations = () => server.asked.map(({ operation }) => operation);

test("a refused claim is judged by the item in the response, without a read", async () => {
  const store = await storeThatIsAnswered(refusal(claimAttributes(claimOf(message, { owner: "worker-b" }))));
  expect(await store.claim(keyOf(message), claimOf(message))).toEqual({ type: "held" });
  expect(operations()).toEqual(["UpdateItem"]);
  expect(server.asked[0]?.input).toMatchObject({ ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
});

test("a refused claim returns the recorded attempt from the item in the response", async () => {
  const record = addAttempt(undefined, recordOf(message));
  const item = { ...claimAttributes(claimOf(message)), ...outcomeAttributes(record, attemptOf(message)) };
  const store = await storeThatIsAnswered(refusal(inJson(item)));
  expect(await store.claim(keyOf(message), claimOf(message))).toEqual({
    type: "recorded",
    attempt: attemptOf(message),
  });
  expect(operations()).toEqual(["UpdateItem"]);
});

test("a refusal without an item is followed by a consistent read", async () => {
  const held = { Item: claimAttributes(claimOf(message, { owner: "worker-b" })) };
  const store = await storeThatIsAnswered(refusal(), { body: held });
  expect(await store.claim(keyOf(message), claimOf(message))).toEqual({ type: "held" });
  expect(operations()).toEqual(["UpdateItem", "GetItem"]);
  expect(server.asked[1]?.input).toMatchObject({ ConsistentRead: true });
});

test("a claim whose obstacle has disappeared before the read is tried again", async () => {
  const store = await storeThatIsAnswered(refusal(), { body: {} }, { body: {} });
  expect(await store.claim(keyOf(message), claimOf(message))).toEqual({ type: "granted" });
  expect(operations()).toEqual(["UpdateItem", "GetItem", "UpdateItem"]);
});

test("a claim whose obstacles keep changing is finally held", async () => {
  const store = await storeThatIsAnswered(...Array.from({ length: 3 }, () => [refusal(), { body: {} }]).flat());
  expect(await store.claim(keyOf(message), claimOf(message))).toEqual({ type: "held" });
});

test("a first attempt is claimed and recorded in two calls", async () => {
  const store = await storeThatIsAnswered({ body: {} }, { body: {} });
  await store.claim(keyOf(message), claimOf(message));
  await store.record(recordOf(message));
  expect(operations()).toEqual(["UpdateItem", "UpdateItem"]);
});

test.each([
  { status: 400, body: { __type: "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException" } },
  { status: 400, body: { __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException" } },
  { status: 500, body: { __type: "com.amazonaws.dynamodb.v20120810#InternalServerError" } },
])("an error of DynamoDB (%j) is thrown", async (fault) => {
  const calls = [
    (store: DynamoDbDeliveryStore) => store.claim(keyOf(message), claimOf(message)),
    (store: DynamoDbDeliveryStore) => store.record(recordOf(message)),
    (store: DynamoDbDeliveryStore) => store.get(keyOf(message)),
    (store: DynamoDbDeliveryStore) => store.list({ event: message.event.id, limit: 1 }),
  ];
  for (const call of calls) {
    const store = await storeThatIsAnswered(fault, { body: {} });
    await expect(call(store)).rejects.toThrow();
    expect(server.asked).toHaveLength(1);
    await server.close();
  }
  server = await startAnswering(() => undefined);
});

test("a connection error is thrown", async () => {
  const store = await storeThatIsAnswered();
  await server.close();
  await expect(store.claim(keyOf(message), claimOf(message))).rejects.toThrow();
  server = await startAnswering(() => undefined);
});
