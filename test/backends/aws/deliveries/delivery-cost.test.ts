import { createHash } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DynamoDbDeliveryStore } from "#backends/aws/deliveries/dynamodb-delivery-store.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { nextAttempt } from "#core/messages/delivery-message.ts";
import { countWrites, type WriteCost } from "#support/aws/capacity-units.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import {
  attemptOf,
  claimOf,
  keyOf,
  NOON,
  recordOf,
  retriedAttempt,
  sampleEvent,
  sampleMessage,
} from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";
import { type ShopStyle, sampleOrder } from "../sample-orders.ts";

let emulator: DynamoDbEmulator;
beforeAll(async () => {
  emulator = await startDynamoDb();
});
afterAll(() => emulator.close());

function countedStore(): { store: DynamoDbDeliveryStore; cost: WriteCost; close(): void } {
  const client = new DynamoDBClient(emulator.config);
  const store = new DynamoDbDeliveryStore({ client, tableName: emulator.deliveries, flowIds: async () => [] });
  return { store, cost: countWrites(client, emulator.client), close: () => client.destroy() };
}

function orderMessage(size: number, style: ShopStyle, seed: number) {
  const { email, properties, body } = sampleOrder(size, style, seed);
  const event = sampleEvent({
    id: `evt_${createHash("sha256").update(`${size}${style}${seed}`).digest("hex").slice(0, 32)}`,
    profile: { email, first_name: "Zoë", phone_number: "+4512345678" },
    properties,
    unique_id: `order-${seed}`,
  });
  expect(Buffer.byteLength(JSON.stringify(event))).toBeGreaterThanOrEqual(size);
  expect(Buffer.byteLength(body)).toBeGreaterThanOrEqual(size);
  return { message: sampleMessage({ event }), body };
}

const request = {
  url: "https://api.mailing-house.example/v1/mailings",
  headers: { Authorization: "Bearer {{ secrets.mailing_house }}" },
};

test("a retry of a large delivery writes its attempt and no content", async () => {
  const { store, cost, close } = countedStore();
  const body = incompressibleText(MAX_EVENT_BYTES, 1);
  const first = sampleMessage();
  await store.claim(keyOf(first), claimOf(first));
  await store.record(recordOf(first, retriedAttempt(first), { request: { ...request, body } }));
  Object.assign(cost, { writes: 0, units: 0 });
  const second = nextAttempt(first, NOON, body);
  await store.claim(keyOf(second), claimOf(second));
  await store.record(recordOf(second, retriedAttempt(second), { request: { ...request, body } }));
  expect(cost).toEqual({ writes: 3, units: 3 });
  close();
});

test.each([
  [1_024, 3],
  [4_096, 5],
  [51_200, 15],
])("a delivery of an event and a body of %i bytes costs two writes of %i units at most", async (size, most) => {
  for (const style of ["klaviyo", "snake_case"] as const) {
    for (let seed = 1; seed <= 5; seed++) {
      const { store, cost, close } = countedStore();
      const { message, body } = orderMessage(size, style, seed);
      await store.claim(keyOf(message), claimOf(message, { owner: "3f0c1f7e-5d0b-4a65-9a77-0a4bd7b6d2f1" }));
      await store.record(
        recordOf(message, attemptOf(message, { response: '{"id":"mailing_81723","status":"queued"}' }), {
          owner: "3f0c1f7e-5d0b-4a65-9a77-0a4bd7b6d2f1",
          request: { ...request, body },
        }),
      );
      close();
      expect(cost.writes).toBe(2);
      expect(cost.units).toBeLessThanOrEqual(most);
    }
  }
});
