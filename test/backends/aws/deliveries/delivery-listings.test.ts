import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import { DynamoDbDeliveryStore } from "#backends/aws/deliveries/dynamodb-delivery-store.ts";
import type { DeliveryStatus } from "#core/delivery/record.ts";
import { nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import { type DynamoDbEmulator, deliveryStore, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import {
  claimOf,
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
} from "#support/delivery-samples.ts";

let emulator: DynamoDbEmulator;
let store: DynamoDbDeliveryStore;
beforeAll(async () => {
  emulator = await startDynamoDb();
  store = deliveryStore(emulator);
});
afterAll(() => emulator.close());

test("during a later attempt the delivery is listed as sending only", async () => {
  const first = sampleMessage();
  const record = await make(store, first, retriedAttempt(first));
  const second = nextAttempt(first, NOON, REQUEST.body);
  await store.claim(keyOf(second), claimOf(second));
  expect(await store.get(keyOf(first))).toEqual({ ...record, status: "sending", attempt: 2 });
  expect(await idsOf({ status: "sending" })).toEqual([record.id]);
  expect(await idsOf({ status: "retrying" })).not.toContain(record.id);
  await store.record(recordOf(second));
  expect(await idsOf({ status: "sending" })).toEqual([]);
});

test.each([
  ["retrying", retriedAttempt],
  ["failed", failedAttempt],
  ["parked", parkedAttempt],
] as const)(
  "a %s delivery is found without the index of any flow, also while it is sent again",
  async (status, attempt) => {
    const { client, deliveries } = emulator;
    const flowless = new DynamoDbDeliveryStore({ client, tableName: deliveries, flowIds: async () => [] });
    const message = sampleMessage();
    const { id } = await make(store, message, attempt(message));
    const found = async (asked: DeliveryStatus) =>
      (await flowless.list({ status: asked, limit: 100 })).deliveries.map((delivery) => delivery.id);
    expect(await found(status)).toContain(id);
    const again = nextRound(message);
    await store.claim(keyOf(again), claimOf(again));
    expect(await found(status)).not.toContain(id);
    expect(await found("sending")).toEqual([id]);
    await store.record(recordOf(again));
  },
);

test("an index that is behind the table lists no outdated status", async () => {
  const message = sampleMessage();
  await make(store, message, failedAttempt(message));
  const query = { status: "failed", event: message.event.id, limit: 10 } as const;
  expect((await store.list(query)).deliveries).toHaveLength(1);
  const again = nextRound(message);
  await make(store, again);
  expect((await store.list(query)).deliveries).toEqual([]);
});

test("deliveries of the same millisecond are listed once each, whatever the size of the page", async () => {
  const event = sampleEvent();
  const at = NOON + 500_000_000;
  const messages = Array.from({ length: 10 }, (_, index) => [
    sampleMessage({ event, action_id: `action-${index}` }),
    sampleMessage(),
  ]).flat();
  for (const message of messages) await make(store, message, failedAttempt(message, { at }));
  for (const query of [{ since: at }, { since: at, status: "failed" }, { since: at, event: event.id }] as const) {
    const whole = (await store.list({ ...query, limit: 100 })).deliveries.map(({ id }) => id);
    expect(new Set(whole).size).toBe("event" in query ? 10 : 20);
    for (const limit of [1, 7, 19]) expect(await idsOf({ ...query }, limit)).toEqual(whole);
  }
});

test.each(["", "#", "x".repeat(5_000), "0000000000000", "~~~~~~~~~~~~~", "9".repeat(13), "漢字"])(
  "an invalid cursor (%j) returns a page without an error",
  async (cursor) => {
    for (const query of [{}, { status: "failed" }, { event: "evt_none" }] as const) {
      expect(await store.list({ ...query, cursor, limit: 2 })).toHaveProperty("deliveries");
    }
  },
);

async function idsOf(query: Omit<DeliveryQuery, "limit">, limit = 50): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ ...query, limit, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.deliveries.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
}
