// Tests of records: the attempts and the request that a store keeps of a delivery.

import { expect, test } from "vitest";
import type { DeliveryStore } from "#app/delivery/delivery-ports.ts";
import { deliveryId } from "#core/delivery/delivery-id.ts";
import type { Attempt } from "#core/delivery/record.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import {
  attemptOf,
  claimOf,
  failedAttempt,
  keyOf,
  make,
  NOON,
  REQUEST,
  recordOf,
  retriedAttempt,
  sampleEvent,
  sampleMessage,
} from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";

/** The timeout for tests with many or large calls on a busy machine. */
const LONG_MS = 60_000;

export function recordTests(store: DeliveryStore): void {
  test("a delivery without a recorded attempt does not exist, claimed or not", async () => {
    const message = sampleMessage();
    expect(await store.get(keyOf(message))).toBeUndefined();
    await store.claim(keyOf(message), claimOf(message));
    expect(await store.get(keyOf(message))).toBeUndefined();
  });

  test("a record is returned as it was made, however often it is read", async () => {
    const message = sampleMessage();
    const record = await make(store, message);
    expect(record).toEqual({
      v: 1,
      id: deliveryId(keyOf(message)),
      ...keyOf(message),
      status: "delivered",
      round: 1,
      attempt: 1,
      created_at: NOON,
      updated_at: NOON + 120,
      request: REQUEST,
      attempts: [attemptOf(message)],
      event: message.event,
      started_at: message.started_at,
      due_at: message.due_at,
    });
    expect(await store.get(keyOf(message))).toEqual(record);
  });

  test("an attempt that was a replay is recorded as one", async () => {
    const message = sampleMessage();
    const attempt = attemptOf(message, { replay: true });
    expect((await make(store, message, attempt)).attempts).toEqual([attempt]);
    expect((await store.get(keyOf(message)))?.attempts).toEqual([attempt]);
  });

  test("a failure keeps its reason, and a retry its due time; the next success removes both", async () => {
    const first = sampleMessage();
    await make(store, first, retriedAttempt(first));
    const waiting = { status: "retrying", reason: "http-503", next_attempt_at: NOON + 60_000 };
    expect(await store.get(keyOf(first))).toMatchObject(waiting);
    const second = nextAttempt(first, NOON, REQUEST.body);
    const record = await make(store, second, attemptOf(second, { at: NOON + 60_000 }));
    expect(await store.get(keyOf(first))).toEqual(record);
    expect(record).toMatchObject({ status: "delivered", attempt: 2, updated_at: NOON + 60_120 });
    expect(record).not.toHaveProperty("reason");
    expect(record).not.toHaveProperty("next_attempt_at");
  });

  test("a record keeps when its first attempt began", async () => {
    const first = sampleMessage();
    await make(store, first, failedAttempt(first));
    const again = nextRound(first);
    await make(store, again, attemptOf(again, { at: NOON + 3_600_000 }));
    expect(await store.get(keyOf(first))).toMatchObject({ created_at: NOON, updated_at: NOON + 3_600_120 });
  });

  test("a record holds the event of the copy that was attempted, also if another copy waited for its target before", async () => {
    const waits = sampleMessage();
    const event = { ...waits.event, properties: { OrderId: "copy" } };
    const copy = { ...waits, event, started_at: NOON - 500, due_at: NOON - 400 };
    const entry = { ...attemptOf(waits), attempt: 0, outcome: "waiting", reason: "target-failing" } as const;
    await make(store, { ...waits, attempt: 0 }, entry);
    expect(await store.get(keyOf(waits))).toMatchObject({ status: "waiting", event: waits.event });
    await make(store, copy, retriedAttempt(copy));
    const attempted = { event, started_at: copy.started_at, due_at: copy.due_at };
    expect(await store.get(keyOf(waits))).toMatchObject({ status: "retrying", ...attempted });
    const next = nextAttempt({ ...waits, ...attempted }, NOON, REQUEST.body);
    await make(store, next, attemptOf(next, { at: NOON + 60_000 }));
    expect(await store.get(keyOf(waits))).toMatchObject({ status: "delivered", ...attempted });
  });

  test("a record by an owner who lost the claim is refused and changes nothing", async () => {
    const message = sampleMessage();
    await store.claim(keyOf(message), claimOf(message, { leaseUntil: NOON + 1 }));
    await store.claim(keyOf(message), claimOf(message, { owner: "worker-b", now: NOON + 1 }));
    await expect(store.record(recordOf(message))).rejects.toThrow();
    expect(await store.get(keyOf(message))).toBeUndefined();
    const attempt = failedAttempt(message);
    const record = await store.record(recordOf(message, attempt, { owner: "worker-b" }));
    expect(record.attempts).toEqual([attempt]);
  });

  test("a record without a claim is refused", async () => {
    const message = sampleMessage();
    await expect(store.record(recordOf(message))).rejects.toThrow();
    await expect(store.record(recordOf(sampleMessage({ attempt: 2 })))).rejects.toThrow();
  });

  test("an owner whose lease has ended records as long as no other worker took the claim", async () => {
    const message = sampleMessage();
    await store.claim(keyOf(message), claimOf(message, { leaseUntil: NOON - 1 }));
    expect(await store.record(recordOf(message))).toMatchObject({ status: "delivered" });
  });

  test(
    "attempts of all rounds are listed in the order in which they were made",
    async () => {
      let message = sampleMessage();
      const attempts: Attempt[] = [];
      for (const [index, ends] of Array.from({ length: 36 }, (_, count) => count % 12 === 11).entries()) {
        const at = NOON + index * 1_000;
        const attempt = ends ? failedAttempt(message, { at }) : retriedAttempt(message, { at });
        const { round, attempt: number } = message;
        attempts.push(attempt);
        await make(store, message, attempt);
        expect(await store.get(keyOf(message))).toMatchObject({ round, attempt: number, attempts });
        message = ends ? nextRound(message) : nextAttempt(message, NOON, REQUEST.body);
      }
      expect(message).toMatchObject({ round: 4, attempt: 1 });
    },
    LONG_MS,
  );

  test("a request that could not be rendered keeps the one before it; a new request replaces it", async () => {
    const first = sampleMessage();
    await store.claim(keyOf(first), claimOf(first));
    const { request: _none, ...unrendered } = recordOf(first, failedAttempt(first));
    expect(await store.record(unrendered)).not.toHaveProperty("request");
    expect(await store.get(keyOf(first))).not.toHaveProperty("request");

    const second = nextRound(first);
    await make(store, second, failedAttempt(second));
    const third = nextRound(second);
    await store.claim(keyOf(third), claimOf(third));
    await store.record({ ...unrendered, message: third, attempt: failedAttempt(third) });
    expect((await store.get(keyOf(first)))?.request).toEqual(REQUEST);

    const fourth = nextRound(third);
    await store.claim(keyOf(fourth), claimOf(fourth));
    const { body: _body, ...bodyless } = REQUEST;
    await store.record(recordOf(fourth, failedAttempt(fourth), { request: bodyless }));
    expect((await store.get(keyOf(first)))?.request).toEqual(bodyless);
  });

  test(
    "the largest event and the largest body are stored whole, through every attempt and round",
    async () => {
      const event = sampleEvent({ properties: { Notes: incompressibleText(MAX_EVENT_BYTES, 1) } });
      let message = sampleMessage({ event });
      for (let round = 1; round <= 4; round++) {
        const request = { ...REQUEST, body: JSON.stringify({ notes: incompressibleText(MAX_EVENT_BYTES, 1 + round) }) };
        await store.claim(keyOf(message), claimOf(message));
        await store.record(recordOf(message, retriedAttempt(message), { request }));
        message = nextAttempt(message, NOON, request.body);
        await store.claim(keyOf(message), claimOf(message));
        const record = await store.record(recordOf(message, failedAttempt(message), { request }));
        expect(record).toMatchObject({ event, request });
        expect(record.attempts).toHaveLength(2 * round);
        expect(await store.get(keyOf(message))).toEqual(record);
        message = nextRound(message);
      }
    },
    LONG_MS,
  );

  test("a large request can follow a small one, and a small one a large one", async () => {
    let message = sampleMessage();
    for (const [round, length] of [10, MAX_EVENT_BYTES, 20, MAX_EVENT_BYTES].entries()) {
      const request = { ...REQUEST, body: JSON.stringify(incompressibleText(length, round)) };
      await store.claim(keyOf(message), claimOf(message));
      const record = await store.record(recordOf(message, failedAttempt(message), { request }));
      expect((await store.get(keyOf(message)))?.request).toEqual(request);
      expect(await store.get(keyOf(message))).toEqual(record);
      message = nextRound(message);
    }
  });
}
