// Tests of claims: which worker may make an attempt.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeliveryStore } from "#app/delivery/delivery-ports.ts";
import { type ClaimState, judgeClaim } from "#core/delivery/claim.ts";
import { type Attempt, addAttempt, DELIVERY_STATUSES, type DeliveryRecord } from "#core/delivery/record.ts";
import { type DeliveryMessage, nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
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

/** The timeout for a test with hundreds of calls on a busy machine. */
const LONG_MS = 60_000;

export function claimTests(store: DeliveryStore): void {
  test("the first claim of a delivery is granted", async () => {
    const message = sampleMessage();
    expect(await store.claim(keyOf(message), claimOf(message))).toEqual({ type: "granted" });
  });

  test("of two claims at the same time one is granted and the other held", async () => {
    for (let time = 0; time < 10; time++) {
      const message = sampleMessage();
      const claims = await Promise.all(
        ["worker-a", "worker-b"].map((owner) => store.claim(keyOf(message), claimOf(message, { owner }))),
      );
      expect(claims.map(({ type }) => type).sort()).toEqual(["granted", "held"]);
    }
  });

  test("a claim that its owner repeats is granted again", async () => {
    const message = sampleMessage();
    await store.claim(keyOf(message), claimOf(message));
    expect(await store.claim(keyOf(message), claimOf(message))).toEqual({ type: "granted" });
  });

  test("a claim holds against others until its lease ends, to the millisecond", async () => {
    const message = sampleMessage();
    await store.claim(keyOf(message), claimOf(message, { leaseUntil: NOON + 1_000 }));
    const other = { owner: "worker-b", leaseUntil: NOON + 9_000 };
    const before = claimOf(message, { ...other, now: NOON + 999 });
    expect(await store.claim(keyOf(message), before)).toEqual({ type: "held" });
    const after = claimOf(message, { ...other, now: NOON + 1_000 });
    expect(await store.claim(keyOf(message), after)).toEqual({ type: "granted" });
  });

  test("after a takeover, the first owner's claim is held", async () => {
    const message = sampleMessage();
    await store.claim(keyOf(message), claimOf(message, { leaseUntil: NOON + 1_000 }));
    await store.claim(keyOf(message), claimOf(message, { owner: "worker-b", now: NOON + 1_000 }));
    expect(await store.claim(keyOf(message), claimOf(message, { now: NOON + 1_001 }))).toEqual({ type: "held" });
  });

  test.each([
    { round: 1, attempt: 2 },
    { round: 2, attempt: 1 },
  ])("an attempt after an abandoned one (%o) is granted once its lease ends", async (later) => {
    const first = sampleMessage();
    await store.claim(keyOf(first), claimOf(first, { leaseUntil: NOON + 1_000 }));
    const next = { ...first, ...later };
    const before = claimOf(next, { owner: "worker-b", now: NOON + 999 });
    expect(await store.claim(keyOf(next), before)).toEqual({ type: "held" });
    const after = claimOf(next, { owner: "worker-b", now: NOON + 1_000 });
    expect(await store.claim(keyOf(next), after)).toEqual({ type: "granted" });
    expect(await store.claim(keyOf(first), claimOf(first))).toEqual({ type: "superseded" });
  });

  test("deliveries of one event to two actions are claimed separately", async () => {
    const message = sampleMessage();
    const others = [{ action_id: "send-catalogue-2" }, { flow_id: "printed-catalogue-2" }];
    await store.claim(keyOf(message), claimOf(message));
    for (const change of others) {
      const other = { ...message, ...change };
      const claim = await store.claim(keyOf(other), claimOf(other, { owner: "worker-b" }));
      expect(claim).toEqual({ type: "granted" });
    }
  });

  test("a claim of a recorded attempt returns the attempt to every owner", async () => {
    const message = sampleMessage();
    const attempt = retriedAttempt(message);
    await make(store, message, attempt);
    for (const owner of ["worker-a", "worker-b"]) {
      expect(await store.claim(keyOf(message), claimOf(message, { owner }))).toEqual({ type: "recorded", attempt });
    }
  });

  test("an attempt before the recorded one is superseded", async () => {
    const first = sampleMessage();
    await make(store, first, retriedAttempt(first));
    const second = nextAttempt(first, NOON, REQUEST.body);
    await make(store, second, retriedAttempt(second));
    expect(await store.claim(keyOf(first), claimOf(first))).toEqual({ type: "superseded" });
  });

  test("an attempt before the one in flight is superseded", async () => {
    const first = sampleMessage();
    await make(store, first, failedAttempt(first));
    const again = nextRound(first);
    await store.claim(keyOf(again), claimOf(again));
    expect(await store.claim(keyOf(first), claimOf(first))).toEqual({ type: "superseded" });
  });

  test("the next round of a failed delivery is granted", async () => {
    const message = sampleMessage();
    await make(store, message, failedAttempt(message));
    const again = nextRound(message);
    expect(await store.claim(keyOf(again), claimOf(again))).toEqual({ type: "granted" });
  });

  test("the next round of a successful delivery is superseded, unless it is forced", async () => {
    const message = sampleMessage();
    await make(store, message);
    const again = nextRound(message);
    expect(await store.claim(keyOf(again), claimOf(again))).toEqual({ type: "superseded" });
    expect(await store.claim(keyOf(again), claimOf(again, { forced: true }))).toEqual({ type: "granted" });
  });

  test(
    "any sequence of claims and records ends as judgeClaim and addAttempt say",
    async () => {
      await fc.assert(
        fc.asyncProperty(operations, (steps) => agreesWithModel(store, steps)),
        { numRuns: 60 },
      );
    },
    LONG_MS,
  );
}

interface Step {
  readonly round: number;
  readonly attempt: number;
  /** One of two workers that received the same message. */
  readonly worker: number;
}

/** One operation on a delivery. */
export type Operation =
  | (Step & { readonly type: "claim"; readonly forced: boolean })
  | (Step & { readonly type: "record"; readonly outcome: Attempt["outcome"] })
  | { readonly type: "wait"; readonly ms: number };

const step = {
  round: fc.integer({ min: 1, max: 3 }),
  attempt: fc.integer({ min: 1, max: 3 }),
  worker: fc.nat({ max: 1 }),
};
const claim = fc.record({ type: fc.constant("claim" as const), ...step, forced: fc.boolean() });
const outcome = fc.constantFrom<Attempt["outcome"]>(
  ...DELIVERY_STATUSES.filter((status): status is Attempt["outcome"] => status !== "sending"),
);
const record = fc.record({ type: fc.constant("record" as const), ...step, outcome });
const wait = fc.record({ type: fc.constant("wait" as const), ms: fc.constantFrom(50, 100) });

/** How long a claim holds here, in milliseconds: as long as two short waits or one long wait. */
const LEASE_MS = 100;

/** Any operations on a delivery, in any order. */
export const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: claim }, { weight: 4, arbitrary: record }, { weight: 1, arbitrary: wait }),
  { maxLength: 25 },
);

/** The content of the store according to the rules. */
interface Model {
  now: number;
  state: ClaimState | undefined;
  record: DeliveryRecord | undefined;
}

/** Applies the operations to the store and to the rules, and compares the answers. */
export async function agreesWithModel(store: DeliveryStore, steps: readonly Operation[]): Promise<void> {
  const event = sampleEvent();
  const model: Model = { now: NOON, state: undefined, record: undefined };
  for (const operation of steps) {
    if (operation.type === "wait") {
      model.now += operation.ms;
      continue;
    }
    const { round, attempt, worker } = operation;
    const message = sampleMessage({ event, round, attempt });
    // Each message received gets its own owner, so no two attempts share one.
    const owner = `worker-${round}-${attempt}-${worker}`;
    if (operation.type === "claim") await compareClaim(store, model, message, { owner, forced: operation.forced });
    else await compareRecord(store, model, message, { owner, outcome: operation.outcome });
    const stored = await store.get(keyOf(message));
    expect(stored?.attempts).toEqual(model.record?.attempts);
    if (model.state?.status !== "sending") expect(stored).toEqual(model.record);
  }
}

async function compareClaim(
  store: DeliveryStore,
  model: Model,
  message: DeliveryMessage,
  { owner, forced }: { owner: string; forced: boolean },
): Promise<void> {
  const leaseUntil = model.now + LEASE_MS;
  const request = claimOf(message, { owner, now: model.now, leaseUntil, forced });
  const expected = judgeClaim(model.state, request);
  expect(await store.claim(keyOf(message), request)).toEqual(expected);
  if (expected.type !== "granted") return;
  const { round, attempt } = message;
  const last = model.state?.last;
  model.state = { round, attempt, status: "sending", owner, leaseUntil, ...(last ? { last } : {}) };
}

async function compareRecord(
  store: DeliveryStore,
  model: Model,
  message: DeliveryMessage,
  { owner, outcome }: { owner: string; outcome: Attempt["outcome"] },
): Promise<void> {
  const { round, attempt } = message;
  const made = recordOf(message, attemptOf(message, { outcome, at: model.now }), { owner });
  const { state } = model;
  const mine = state?.status === "sending" && state.owner === owner;
  if (!mine) {
    // A store may accept the same record again as a no-op.
    if (JSON.stringify(state?.last) !== JSON.stringify(made.attempt))
      await expect(store.record(made)).rejects.toThrow();
    return;
  }
  model.record = addAttempt(model.record, made);
  expect(await store.record(made)).toEqual(model.record);
  model.state = { round, attempt, status: outcome, last: made.attempt };
}
