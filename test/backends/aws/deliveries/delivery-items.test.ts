import { type AttributeValue, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BY_FLOW, UNDELIVERED } from "#backends/aws/deliveries/delivery-index.ts";
import type { DynamoDbDeliveryStore } from "#backends/aws/deliveries/dynamodb-delivery-store.ts";
import type { RecordedRequest } from "#core/delivery/record.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { type DeliveryMessage, nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import { itemSize } from "#support/aws/capacity-units.ts";
import { type DynamoDbEmulator, deliveryStore, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import {
  attemptOf,
  claimOf,
  discardedAttempt,
  failedAttempt,
  keyOf,
  make,
  NOON,
  parkedAttempt,
  REQUEST,
  recordOf,
  retriedAttempt,
  sampleEvent,
  sampleMessage,
  skippedAttempt,
} from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";

const DAY_SECONDS = 86_400;

let emulator: DynamoDbEmulator;
let store: DynamoDbDeliveryStore;
beforeAll(async () => {
  emulator = await startDynamoDb();
  store = deliveryStore(emulator);
});
afterAll(() => emulator.close());

type Item = Record<string, AttributeValue>;

/** Returns all items of an event, by sort key. */
async function itemsOf(message: DeliveryMessage): Promise<Record<string, Item>> {
  const { Items = [] } = await emulator.client.send(
    new ScanCommand({
      TableName: emulator.deliveries,
      FilterExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: message.event.id } },
    }),
  );
  return Object.fromEntries(Items.map((item) => [item["sk"]?.S, item]));
}

const ownItem = async (message: DeliveryMessage): Promise<Item> =>
  (await itemsOf(message))[`${message.flow_id}#${message.action_id}`] ?? {};

const indexKeys = ({ [BY_FLOW.partition]: flow, [BY_FLOW.sort]: flowSort, ...rest }: Item) => ({
  flow: flow?.S,
  flowSort: flowSort?.S,
  undelivered: rest[UNDELIVERED.partition]?.S,
  undeliveredSort: rest[UNDELIVERED.sort]?.S,
});

test("a claim alone holds no bodies and is in no index", async () => {
  const message = sampleMessage();
  await store.claim(keyOf(message), claimOf(message));
  expect(await ownItem(message)).toEqual({
    pk: { S: message.event.id },
    sk: { S: "printed-catalogue#send-catalogue" },
    v: { N: "1" },
    round: { N: "1" },
    attempt: { N: "1" },
    status: { S: "sending" },
    owner: { S: "worker-a" },
    lease_until: { N: String(NOON + 30_000) },
    ttl: { N: String(NOON / 1_000 + 30 * DAY_SECONDS) },
  });
});

test("a first success is one item, found by its flow and in no other index", async () => {
  const message = sampleMessage();
  await make(store, message);
  const items = await itemsOf(message);
  expect(Object.keys(items)).toEqual(["printed-catalogue#send-catalogue"]);
  const item = await ownItem(message);
  expect(indexKeys(item)).toEqual({ flow: expect.stringMatching(/^printed-catalogue#[0-7]$/), flowSort: String(NOON) });
  for (const gone of ["owner", "lease_until", "reason", "next_attempt_at"]) expect(item).not.toHaveProperty(gone);
});

test("an undelivered delivery is indexed by status and creation until it is delivered; its flow's entry stays", async () => {
  const first = sampleMessage();
  await make(store, first, retriedAttempt(first));
  const retrying = indexKeys(await ownItem(first));
  expect(retrying).toMatchObject({
    undelivered: expect.stringMatching(/^undelivered#\d+$/),
    undeliveredSort: `retrying#${NOON}`,
  });
  const second = nextAttempt(first, NOON, REQUEST.body);
  await store.claim(keyOf(second), claimOf(second));
  expect(indexKeys(await ownItem(first))).toEqual(retrying);
  await store.record(recordOf(second, failedAttempt(second, { at: NOON + 60_000 })));
  expect(indexKeys(await ownItem(first))).toEqual({ ...retrying, undeliveredSort: `failed#${NOON}` });
  const third = nextRound(second);
  await make(store, third, attemptOf(third, { at: NOON + 90_000 }));
  expect(indexKeys(await ownItem(first))).toEqual({ flow: retrying.flow, flowSort: retrying.flowSort });
});

test("a skipped delivery has as many index entries as a failed one, written once", async () => {
  const message = sampleMessage();
  await make(store, message, skippedAttempt(message));
  expect(indexKeys(await ownItem(message))).toMatchObject({
    flow: expect.stringMatching(/^printed-catalogue#[0-7]$/),
    undeliveredSort: `skipped#${NOON}`,
  });
});

test("a delivery expires 30 days after its last change, and its further items not earlier", async () => {
  const first = sampleMessage();
  await make(store, first, retriedAttempt(first));
  const second = nextAttempt(first, NOON, REQUEST.body);
  const at = NOON + 3_600_000;
  await store.claim(keyOf(second), claimOf(second, { now: at }));
  expect((await ownItem(first))["ttl"]?.N).toBe(String(at / 1_000 + 30 * DAY_SECONDS));
  await store.record(recordOf(second, attemptOf(second, { at, duration_ms: 2_000 })));
  const items = await itemsOf(first);
  const expiry = at / 1_000 + 2 + 30 * DAY_SECONDS;
  expect(items["printed-catalogue#send-catalogue"]?.["ttl"]?.N).toBe(String(expiry));
  expect(Number(items["printed-catalogue#send-catalogue#attempt#1#1"]?.["ttl"]?.N)).toBeGreaterThan(expiry);
});

describe("a delivery that is parked", () => {
  const ROUND = 3_600_000;

  /** Claims and records an attempt, `rounds` hours after noon. */
  async function attempted(message: DeliveryMessage, attempt: typeof attemptOf, request: RecordedRequest) {
    const now = NOON + message.round * ROUND;
    await store.claim(keyOf(message), claimOf(message, { now, leaseUntil: now + 30_000 }));
    await store.record(recordOf(message, attempt(message, { at: now, duration_ms: 0 }), { request }));
  }

  /** Returns after how many days each item of a delivery expires: its own item, its attempts, its bodies. */
  async function daysLeft({ round, ...message }: DeliveryMessage) {
    const since = (NOON + round * ROUND) / 1_000;
    const days = ({ ttl }: Item) => (ttl?.N === undefined ? "never" : (Number(ttl.N) - since) / DAY_SECONDS);
    const items = Object.entries(await itemsOf({ ...message, round }));
    const ofKind = (kind: string | undefined) => items.filter(([sk]) => sk.split("#")[2] === kind);
    const [own, attempts, bodies] = [undefined, "attempt", "body"].map((kind) =>
      ofKind(kind).map(([, item]) => days(item)),
    );
    return { own, attempts, bodies };
  }

  const bodies = [1, 2, 3].map((seed) => ({ ...REQUEST, body: incompressibleText(60_000, seed) }));
  const [failed = REQUEST, parked = REQUEST, sent = REQUEST] = bodies;

  test("does not expire, with all its items, until 30 days after the decision", async () => {
    const first = sampleMessage();
    await attempted(first, failedAttempt, failed);
    const second = nextRound(first);
    await attempted(second, parkedAttempt, parked);
    expect(await daysLeft(second)).toEqual({
      own: ["never"],
      attempts: ["never"],
      // The content of the previous round expires as before.
      bodies: expect.arrayContaining(["never", 60 - 1 / 24]),
    });
    const third = nextRound(second);
    await attempted(third, attemptOf, sent);
    const { own, attempts, bodies } = await daysLeft(third);
    expect([own, attempts]).toEqual([[30], [60, 60]]);
    expect(bodies?.toSorted()).toEqual([60 - 2 / 24, 60, 60]);
    expect(await store.get(keyOf(first))).toMatchObject({ status: "delivered", request: sent });
  });

  test("and discarded keeps the request that was not sent for 30 days", async () => {
    const first = sampleMessage();
    await attempted(first, parkedAttempt, parked);
    expect(await daysLeft(first)).toEqual({ own: ["never"], attempts: [], bodies: ["never"] });
    const second = nextRound(first);
    const { request: _none, ...unsent } = recordOf(second, discardedAttempt(second, { at: NOON + 2 * ROUND }));
    await store.claim(keyOf(second), claimOf(second));
    await store.record(unsent);
    expect(await daysLeft(second)).toEqual({ own: [30], attempts: [60], bodies: [60] });
    expect(await store.get(keyOf(first))).toMatchObject({ status: "discarded", request: parked });
  });

  test("at a later attempt with the previous body keeps that body, too", async () => {
    const first = sampleMessage();
    await attempted(first, retriedAttempt, parked);
    const second = nextAttempt(first, NOON, parked.body);
    await attempted(second, parkedAttempt, parked);
    expect(await daysLeft(second)).toEqual({ own: ["never"], attempts: ["never"], bodies: ["never"] });
  });
});

test("the items of the largest delivery are far below DynamoDB's limit", async () => {
  const event = sampleEvent({ properties: { notes: incompressibleText(MAX_EVENT_BYTES, 1) } });
  const message = sampleMessage({ event });
  const request = { ...REQUEST, body: incompressibleText(MAX_EVENT_BYTES, 2) };
  await store.claim(keyOf(message), claimOf(message));
  await store.record(recordOf(message, retriedAttempt(message), { request }));
  const items = await itemsOf(message);
  expect(Object.keys(items)).toHaveLength(3);
  for (const item of Object.values(items)) expect(itemSize(item)).toBeLessThan(395_000);
  expect(itemSize(await ownItem(message))).toBeLessThan(1_024);

  const second = nextAttempt(message, NOON, request.body);
  await store.claim(keyOf(second), claimOf(second));
  await store.record(recordOf(second, attemptOf(second), { request }));
  expect(Object.keys(await itemsOf(message))).toHaveLength(4);
});

test("a repeated record is a no-op", async () => {
  const first = sampleMessage();
  const record = await make(store, first, retriedAttempt(first));
  expect(await store.record(recordOf(first, retriedAttempt(first)))).toEqual(record);
  const second = nextAttempt(first, NOON, REQUEST.body);
  const then = await make(store, second, failedAttempt(second));
  expect(await store.record(recordOf(second, failedAttempt(second)))).toEqual(then);
  expect(await store.get(keyOf(first))).toEqual(then);
});
