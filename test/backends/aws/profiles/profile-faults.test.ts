import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ProfileStore } from "#app/runs/profile-ports.ts";
import { DynamoDbProfileStore } from "#backends/aws/profiles/dynamodb-profile-store.ts";
import { entryAttributes } from "#backends/aws/profiles/flow-entries.ts";
import { type Answer, type AnsweringServer, startAnswering } from "#support/aws/answering-server.ts";
import { NOON } from "#support/delivery-samples.ts";
import { entryOf, everything, happened } from "#support/profile-samples.ts";

vi.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

const TYPES = "com.amazonaws.dynamodb.v20120810#";
const ADA = "email:ada@example.com";
const PHONE = "phone_number:+4512345678";

let server: AnsweringServer;
afterEach(() => server.close());

/** Returns a store on a DynamoDB that finds no items and answers writes in this order; later writes succeed. */
async function storeWhoseWrites(...answers: Answer[]): Promise<ProfileStore> {
  return storeOver(({ operation }) => (operation === "GetItem" ? { body: {} } : (answers.shift() ?? { body: {} })));
}

async function storeOver(answer: Parameters<typeof startAnswering>[0]): Promise<ProfileStore> {
  server = await startAnswering(answer);
  return new DynamoDbProfileStore({ client: new DynamoDBClient(server.config), tableName: "profiles" });
}

const fault = (name: string, more: object = {}): Answer => ({ status: 400, body: { __type: TYPES + name, ...more } });

/** Returns the error of a canceled transaction, with a reason for each of its writes. */
const cancelled = (...codes: string[]) =>
  fault("TransactionCanceledException", { CancellationReasons: codes.map((Code) => ({ Code })) });

const writes = () => server.asked.map(({ operation }) => operation).filter((operation) => operation !== "GetItem");

describe("the calls of an entry", () => {
  test("are a consistent read and a put, under one identifier", async () => {
    const store = await storeWhoseWrites();
    await store.enter(entryOf([ADA]));
    expect(server.asked.map(({ operation }) => operation)).toEqual(["GetItem", "PutItem"]);
    expect(server.asked[0]?.input).toMatchObject({ ConsistentRead: true });
  });

  test("are a read for each of several identifiers, and one transaction, whose repeat is a no-op", async () => {
    const store = await storeWhoseWrites();
    await store.enter(entryOf([ADA, PHONE]));
    expect(server.asked.map(({ operation }) => operation)).toEqual(["GetItem", "GetItem", "TransactWriteItems"]);
    expect(server.asked[2]?.input).toMatchObject({
      ClientRequestToken: expect.any(String),
      TransactItems: [ADA, PHONE].map((pk) => ({ Put: { Item: { pk: { S: pk } } } })),
    });
  });

  test("are only reads if it is refused", async () => {
    const attributes = entryAttributes({ identifier: ADA, entries: [{ event_id: "evt_1", entered_at: NOON }] });
    const store = await storeOver(() => ({ body: { Item: attributes } }));
    expect(await store.enter(entryOf([ADA, PHONE], { entered_at: NOON + 1 }))).toBe(false);
    expect(server.asked.map(({ operation }) => operation)).toEqual(["GetItem", "GetItem"]);
  });
});

test("an entry that is older than all stored ones writes nothing", async () => {
  const entries = [1, 2].map((after) => ({ event_id: `evt_${after}`, entered_at: NOON + after }));
  const store = await storeOver(() => ({ body: { Item: entryAttributes({ identifier: ADA, entries }) } }));
  expect(await store.enter(entryOf([ADA], { notAfter: Number.POSITIVE_INFINITY }))).toBe(true);
  expect(writes()).toEqual([]);
});

describe("an entry that meets a concurrent write", () => {
  test.each([
    [[ADA], fault("ConditionalCheckFailedException")],
    [[ADA], fault("TransactionConflictException")],
    [[ADA, PHONE], cancelled("None", "ConditionalCheckFailed")],
    [[ADA, PHONE], cancelled("TransactionConflict", "None")],
    [[ADA, PHONE], cancelled("ConditionalCheckFailed", "TransactionConflict")],
  ])("reads and tries again (%#)", async (identifiers, disturbance) => {
    const store = await storeWhoseWrites(disturbance, disturbance);
    expect(await store.enter(entryOf(identifiers))).toBe(true);
    expect(writes()).toHaveLength(3);
    expect(server.asked).toHaveLength(3 * (identifiers.length + 1));
  });

  test("at every try is finally an error", async () => {
    const store = await storeWhoseWrites(...Array.from({ length: 9 }, () => cancelled("TransactionConflict", "None")));
    await expect(store.enter(entryOf([ADA, PHONE]))).rejects.toThrow("winback");
    expect(writes()).toHaveLength(5);
  });
});

describe("an error of DynamoDB is thrown, so that SQS redelivers the message:", () => {
  test.each([
    [[ADA], fault("ThrottlingException")],
    [[ADA], fault("ProvisionedThroughputExceededException")],
    [[ADA, PHONE], cancelled("None", "ThrottlingError")],
    [[ADA, PHONE], cancelled("ConditionalCheckFailed", "ValidationError")],
    [[ADA, PHONE], fault("TransactionCanceledException")],
    [[ADA, PHONE], { status: 500, body: { __type: `${TYPES}InternalServerError` } }],
  ])("a write of an entry (%#)", async (identifiers, answer) => {
    const store = await storeWhoseWrites(answer);
    await expect(store.enter(entryOf(identifiers))).rejects.toThrow();
    expect(writes()).toHaveLength(1);
  });

  test("one of many writes of events", async () => {
    const store = await storeWhoseWrites({ body: {} }, fault("ThrottlingException"), { body: {} });
    const records = [1, 2, 3].map((after) => ({ identifiers: [ADA], event: happened({ time: NOON + after }) }));
    await expect(store.record(records)).rejects.toThrow();
  });

  test.each([
    ["history", (store: ProfileStore) => store.history(everything([ADA]))],
    ["entries", (store: ProfileStore) => store.lastEntry("winback", [ADA], "evt_1", NOON)],
    ["entries, before one is made", (store: ProfileStore) => store.enter(entryOf([ADA]))],
  ])("a read of %s", async (_, read) => {
    const store = await storeOver(() => fault("ProvisionedThroughputExceededException"));
    await expect(read(store)).rejects.toThrow();
    expect(server.asked).toHaveLength(1);
  });
});

test("a history is read consistently, by a query for each identifier and metric", async () => {
  const store = await storeOver(() => ({ body: { Items: [] } }));
  await store.history(everything([ADA, PHONE], ["Placed Order", "Viewed Product"]));
  expect(server.asked.map(({ operation }) => operation)).toEqual(Array.from({ length: 4 }, () => "Query"));
  for (const { input } of server.asked) expect(input).toMatchObject({ ConsistentRead: true });
});

describe("an event without a time", () => {
  const event = happened({ time: NOON, received_at: NOON });

  test("is marked by its id, and then written", async () => {
    const store = await storeWhoseWrites();
    await store.record([{ identifiers: [ADA], event, timeless: true }]);
    expect(writes()).toEqual(["PutItem", "PutItem"]);
    expect(server.asked.map(({ input }) => input)).toMatchObject([
      {
        Item: { pk: { S: ADA }, sk: { S: `copy#${event.event_id}` }, happened_at: { N: String(NOON) } },
        ConditionExpression: "attribute_not_exists(pk) OR happened_at = :given",
      },
      { Item: { pk: { S: ADA }, sk: { S: `metric#Placed Order#${NOON}#${event.event_id}` } } },
    ]);
  });

  test("is not written if another copy is marked, and nothing is read", async () => {
    const store = await storeWhoseWrites(fault("ConditionalCheckFailedException"));
    await store.record([{ identifiers: [ADA], event, timeless: true }]);
    expect(server.asked.map(({ operation }) => operation)).toEqual(["PutItem"]);
  });

  test("is written at the next try if its row could not be written after the mark", async () => {
    const store = await storeWhoseWrites({ body: {} }, fault("ThrottlingException"));
    await expect(store.record([{ identifiers: [ADA], event, timeless: true }])).rejects.toThrow();
    expect(writes()).toHaveLength(2);
  });
});

test("recording an event again is a no-op", async () => {
  const store = await storeWhoseWrites(fault("ConditionalCheckFailedException"));
  await store.record([{ identifiers: [ADA], event: happened() }]);
  expect(writes()).toEqual(["PutItem"]);
});
