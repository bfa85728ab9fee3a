import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Item } from "#backends/aws/dynamodb/attribute-values.ts";
import { DynamoDbProfileStore } from "#backends/aws/profiles/dynamodb-profile-store.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { itemSize } from "#support/aws/capacity-units.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { NOON } from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";
import { entryOf, everything, happened, since } from "#support/profile-samples.ts";

const ADA = "email:ada@example.com";
const PHONE = "phone_number:+4512345678";
const ALWAYS = { notAfter: Number.POSITIVE_INFINITY };

let emulator: DynamoDbEmulator;
let store: DynamoDbProfileStore;
beforeEach(async () => {
  emulator = await startDynamoDb();
  store = new DynamoDbProfileStore({ client: emulator.client, tableName: emulator.profiles });
});
afterEach(() => emulator.close());

async function items(): Promise<Item[]> {
  const { Items = [] } = await emulator.client.send(new ScanCommand({ TableName: emulator.profiles }));
  return Items;
}

async function onlyItem(): Promise<Item | undefined> {
  const [item, ...more] = await items();
  expect(more).toEqual([]);
  return item;
}

describe("an event in the history", () => {
  test("is one item under each identifier", async () => {
    const event = happened();
    await store.record([{ identifiers: [ADA, PHONE], event }]);
    const sk = { S: `metric#Placed Order#${NOON}#${event.event_id}` };
    const { value, properties } = event;
    const short = { S: JSON.stringify({ value, properties }) };
    const stored = {
      short,
      v: { N: "1" },
      received_at: { N: String(NOON + 500) },
      event: { B: expect.any(Uint8Array) },
    };
    const found = await items();
    expect(found).toHaveLength(2);
    for (const pk of [ADA, PHONE]) expect(found).toContainEqual({ pk: { S: pk }, sk, ...stored });
  });

  test("expires at its expiry, rounded up to seconds; without one, never", async () => {
    await store.record([{ identifiers: [ADA], event: happened(), expiresAt: NOON + 1_001 }]);
    expect((await onlyItem())?.["ttl"]).toEqual({ N: String(NOON / 1_000 + 2) });
    await store.record([{ identifiers: [PHONE], event: happened() }]);
    expect((await items()).find((item) => item["pk"]?.S === PHONE)).not.toHaveProperty("ttl");
  });

  test("of the largest size fits into an item far below DynamoDB's limit", async () => {
    const event = happened({ properties: { notes: incompressibleText(MAX_EVENT_BYTES, 1) } });
    await store.record([{ identifiers: [ADA], event }]);
    expect(itemSize((await onlyItem()) ?? {})).toBeLessThan(MAX_EVENT_BYTES);
    expect(await store.history(everything([ADA]))).toEqual([event]);
  });

  test("without a time is also marked by its id, with the same expiry", async () => {
    const event = happened({ time: NOON, received_at: NOON });
    await store.record([{ identifiers: [ADA], event, timeless: true, expiresAt: NOON + 1_000 }]);
    const mark = {
      pk: { S: ADA },
      sk: { S: `copy#${event.event_id}` },
      v: { N: "1" },
      received_at: { N: String(NOON) },
      happened_at: { N: String(NOON) },
      ttl: { N: String(NOON / 1_000 + 1) },
    };
    expect(await items()).toHaveLength(2);
    expect(await items()).toContainEqual(mark);
  });

  test("is read without its mark, which older versions did not write: of two copies the first one counts", async () => {
    const event = happened({ time: NOON, received_at: NOON });
    const copy = { ...event, time: NOON + 5, received_at: NOON + 5 };
    await store.record([{ identifiers: [ADA], event }]);
    await store.record([{ identifiers: [ADA], event: copy, timeless: true }]);
    expect(await store.history(everything([ADA]))).toEqual([event]);
  });

  test("in the fraction of a millisecond before a time is before that time", async () => {
    await store.record([{ identifiers: [ADA], event: happened() }]);
    expect(await store.history({ ...everything([ADA]), spans: [since("Placed Order", NOON + 0.5)] })).toEqual([]);
  });

  test("is the copy that was received first, also if a later copy was written first", async () => {
    const first = happened({ received_at: NOON + 100, properties: { copy: 1 } });
    const second = { ...first, received_at: NOON + 200, properties: { copy: 2 } };
    await store.record([{ identifiers: [ADA], event: second }]);
    await store.record([{ identifiers: [ADA], event: first, expiresAt: NOON + 9_000 }]);
    expect(await store.history(everything([ADA]))).toEqual([first]);
    expect(await onlyItem()).toMatchObject({ ttl: { N: String(NOON / 1_000 + 9) } });
  });
});

describe("entries into a flow", () => {
  test("are one item under each identifier: the last one and the previous one", async () => {
    const [first, second] = [entryOf([ADA, PHONE]), entryOf([ADA], { entered_at: NOON + 10_000 })];
    await store.enter(first);
    await store.enter(second);
    const sk = { S: "entry#winback" };
    const one = { event_id: { S: first.event_id }, entered_at: { N: String(NOON) } };
    expect(await items()).toHaveLength(2);
    expect(await items()).toContainEqual({ pk: { S: PHONE }, sk, v: { N: "1" }, ...one });
    expect(await items()).toContainEqual({
      pk: { S: ADA },
      sk,
      v: { N: "1" },
      event_id: { S: second.event_id },
      entered_at: { N: String(NOON + 10_000) },
      previous_event_id: one.event_id,
      previous_entered_at: one.entered_at,
    });
  });

  test("expire with the last one, rounded up to seconds", async () => {
    const ttl = async () => (await onlyItem())?.["ttl"]?.N;
    await store.enter(entryOf([ADA], { expiresAt: NOON + 90_001 }));
    expect(await ttl()).toBe(String(NOON / 1_000 + 91));
    await store.enter(entryOf([ADA], { entered_at: NOON + 10_000, expiresAt: NOON + 100_000 }));
    expect(await ttl()).toBe(String(NOON / 1_000 + 100));
    await store.enter(entryOf([ADA], { ...ALWAYS, entered_at: NOON + 5_000, expiresAt: NOON + 95_000 }));
    expect(await ttl()).toBe(String(NOON / 1_000 + 100));
    await store.enter(entryOf([ADA], { entered_at: NOON + 20_000 }));
    expect(await ttl()).toBeUndefined();
  });

  test("are unchanged under an identifier that has two later ones", async () => {
    const later = [1, 2].map((after) => entryOf([ADA], { ...ALWAYS, entered_at: NOON + after }));
    for (const entry of later) await store.enter(entry);
    expect(await store.enter(entryOf([ADA, PHONE], ALWAYS))).toBe(true);
    const known = (await items()).map((item) => [item["pk"]?.S, item["entered_at"]?.N, item["previous_entered_at"]?.N]);
    expect(known).toHaveLength(2);
    expect(known).toContainEqual([ADA, String(NOON + 2), String(NOON + 1)]);
    expect(known).toContainEqual([PHONE, String(NOON), undefined]);
  });

  test("that are concurrent and both before the last one keep the later of the two", async () => {
    for (let time = 0; time < 10; time++) {
      const ids = [`email:${time}@example.com`];
      const last = entryOf(ids, { ...ALWAYS, entered_at: NOON + 10 });
      await store.enter(last);
      const before = [5, 7, 6].map((after) => entryOf(ids, { ...ALWAYS, entered_at: NOON + after }));
      expect(await Promise.all(before.map((entry) => store.enter(entry)))).toEqual([true, true, true]);
      expect(await store.lastEntry("winback", ids, last.event_id, NOON + 10)).toBe(NOON + 7);
    }
  });

  test("are recorded once if an identifier occurs twice", async () => {
    expect(await store.enter(entryOf([ADA, ADA]))).toBe(true);
    expect(await items()).toHaveLength(1);
  });
});
