// Claims and records in any order, by several workers, compared with the core's rules as the model: the store must answer
// as `judgeClaim` does for the state that `addAttempt` built.

import fc from "fast-check";
import { expect } from "vitest";
import type { DeliveryStore } from "#app/delivery/delivery-ports.ts";
import { type ClaimState, judgeClaim } from "#core/delivery/claim.ts";
import { type Attempt, addAttempt, DELIVERY_STATUSES, type DeliveryRecord } from "#core/delivery/record.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import { attemptOf, claimOf, keyOf, NOON, recordOf, sampleEvent, sampleMessage } from "#support/delivery-samples.ts";

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
