import { describe, expect, it } from "vitest";
import { deliver } from "#app/delivery/deliver.ts";
import { retryDelivery } from "#app/operator/retry-delivery.ts";
import { approveDelivery, discardDelivery } from "#app/operator/review-delivery.ts";
import type { Attempt } from "#core/delivery/record.ts";
import { answered, type Decided, deliveryPorts, MESSAGE, orderMessage } from "#support/delivery-ports.ts";
import {
  attemptOf,
  claimOf,
  discardedAttempt,
  failedAttempt,
  keyOf,
  NOON,
  recordOf,
  retriedAttempt,
  skippedAttempt,
  testedAttempt,
} from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";

const ID = "evt_1:order:send";
const MANUAL = webhookFlow(MESSAGE, { flow: "manual" });
const first = orderMessage();
const second = orderMessage({ round: 2 });
const approval = orderMessage({ round: 2, approved: true, body: '{"order":"1001"}' });

/** A world in which the delivery is parked. Its effects begin after that. */
async function parked(decided: Decided = {}) {
  const world = deliveryPorts({ flow: MANUAL, ...decided });
  await deliver(world.ports, first);
  world.effects.length = 0;
  return world;
}

function never(): never {
  throw new Error("the delivery is recorded already");
}

/** A world in which the delivery reached this status without having been parked. */
async function recorded(attempt: Attempt) {
  const world = deliveryPorts({ flow: MANUAL });
  await world.store.claim(keyOf(first), claimOf(first));
  await world.store.record(recordOf(first, attempt));
  return world;
}

describe("an approval", () => {
  it("sends the next round, with the body that the operator saw", async () => {
    const { ports, later } = await parked();
    expect(await approveDelivery(ports, ID)).toEqual({ type: "approved", id: ID, round: 2 });
    expect(later).toEqual([{ message: approval, target: "https://hook.example", dueAt: NOON }]);
  });

  it("sends it at the requested time", async () => {
    const { ports, later } = await parked();
    await approveDelivery(ports, ID, NOON + 30_000);
    expect(later).toEqual([{ message: approval, target: "https://hook.example", dueAt: NOON + 30_000 }]);
  });

  it("sends that body even if the flow's body has changed, to the flow's current URL", async () => {
    const { ports, later, store } = await parked();
    await approveDelivery(ports, ID);
    const edited = webhookFlow('{ url: "https://new.example/", body: { other: 1 } }', { flow: "manual" });
    const after = deliveryPorts({ flow: edited, store });
    await deliver(after.ports, later[0]?.message ?? first);
    expect(after.posts).toMatchObject([{ url: "https://new.example/", body: '{"order":"1001"}' }]);
    expect(store.records).toMatchObject([{ status: "delivered", attempts: [{ outcome: "parked" }, { round: 2 }] }]);
  });

  it("that is repeated requests the same round, which is sent once", async () => {
    const { ports, later, posts } = await parked();
    await approveDelivery(ports, ID);
    await approveDelivery(ports, ID);
    for (const { message } of later) await deliver(ports, message);
    expect([later.map(({ message }) => message), posts.length]).toEqual([[approval, approval], 1]);
  });

  it("fails if its message can't be sent", async () => {
    const { ports, store } = await parked({ broken: ["later"] });
    await expect(approveDelivery(ports, ID)).rejects.toThrow("later is broken");
    expect(store.records).toMatchObject([{ status: "parked" }]);
  });

  it("returns that a discard came first", async () => {
    const { ports, later } = await parked();
    const sendLater: typeof ports.delayedDispatches.sendLater = async (dispatch, dueAt) => {
      await ports.delayedDispatches.sendLater(dispatch, dueAt);
      await discardDelivery(ports, ID);
    };
    const late = { ...ports, delayedDispatches: { sendLater } };
    expect(await approveDelivery(late, ID)).toEqual({ type: "not-parked", status: "discarded" });
    expect(later).toHaveLength(1);
  });
});

describe("a discard", () => {
  it("records the delivery as discarded, with the reason, and sends nothing", async () => {
    const { ports, effects, store } = await parked();
    expect(await discardDelivery(ports, ID)).toEqual({ type: "discarded", id: ID });
    expect(effects).toEqual(["get", "claim", "record"]);
    expect(store.records).toMatchObject([
      {
        status: "discarded",
        reason: "discarded-by-person",
        round: 2,
        request: { body: '{"order":"1001"}' },
        attempts: [
          { outcome: "parked" },
          { round: 2, attempt: 1, outcome: "discarded", detail: "A person looked at the delivery and discarded it." },
        ],
      },
    ]);
  });

  it("makes an approval in flight a no-op", async () => {
    const { ports, later, posts, failed, store } = await parked();
    await approveDelivery(ports, ID);
    expect(await discardDelivery(ports, ID)).toMatchObject({ type: "discarded" });
    expect(await deliver(ports, later[0]?.message ?? first)).toBe("done");
    expect([posts, failed, later.length]).toEqual([[], [], 1]);
    expect(store.records).toMatchObject([{ status: "discarded" }]);
  });

  it("is held by an attempt in flight, and then returns that attempt's outcome", async () => {
    const { ports, world, store } = await parked();
    await store.claim(keyOf(second), claimOf(second, { leaseUntil: NOON + 30_000 }));
    expect(await discardDelivery(ports, ID)).toEqual({ type: "sending" });
    world.now = NOON + 29_999;
    expect(await discardDelivery(ports, ID)).toEqual({ type: "sending" });
    await store.record(recordOf(second, failedAttempt(second)));
    expect(await discardDelivery(ports, ID)).toEqual({ type: "not-parked", status: "failed" });
  });

  it("that was interrupted before its record can be made again, as can an approval", async () => {
    const { ports, world, store, later } = await parked();
    await store.claim(keyOf(second), claimOf(second, { leaseUntil: NOON + 30_000 }));
    world.now = NOON + 30_000;
    expect(await approveDelivery(ports, ID)).toEqual({ type: "approved", id: ID, round: 2 });
    expect(await discardDelivery(ports, ID)).toEqual({ type: "discarded", id: ID });
    await deliver(ports, later[0]?.message ?? first);
    expect(store.records).toMatchObject([{ status: "discarded", round: 2 }]);
  });

  it("is of the round after the recorded one, even if the store returns the claimed round", async () => {
    const { ports, store, later } = await parked();
    const claimed = { ...(store.records[0] ?? never()), status: "sending", round: 2 } as const;
    const telling = { ...ports, store: { ...ports.store, get: async () => claimed } };
    expect(await approveDelivery(telling, ID)).toMatchObject({ round: 2 });
    expect(await discardDelivery(telling, ID)).toMatchObject({ type: "discarded" });
    expect([later[0]?.message.round, store.records[0]?.round]).toEqual([2, 2]);
  });

  it.each([1, 2])("that %i attempts overtook returns their outcome", async (attempts) => {
    const answers = [answered(500), answered(200)].slice(-attempts);
    const { ports, later, store } = await parked({ answers });
    const reads = [await ports.store.get(keyOf(first))];
    await deliver(ports, approval);
    for (const { message } of later) await deliver(ports, message);
    const late = { ...ports, store: { ...ports.store, get: async () => reads.shift() ?? store.records[0] } };
    expect(await discardDelivery(late, ID)).toEqual({ type: "not-parked", status: "delivered" });
    expect(store.records[0]?.attempts).toHaveLength(1 + attempts);
  });

  it("has the same result if two operators make it at the same time", async () => {
    const { ports, store } = await parked();
    const both = await Promise.all([discardDelivery(ports, ID), discardDelivery(ports, ID)]);
    expect(both.map(({ type }) => type).sort()).toEqual(["discarded", "sending"]);
    expect(store.records[0]?.attempts).toHaveLength(2);
  });
});

describe("a decision", () => {
  it.each<[Exclude<Attempt["outcome"], "parked">, Attempt]>([
    ["delivered", attemptOf(first)],
    ["failed", failedAttempt(first)],
    ["retrying", retriedAttempt(first)],
    ["skipped", skippedAttempt(first)],
    ["discarded", discardedAttempt(first)],
    ["tested", testedAttempt(first)],
  ])("is refused for a delivery that is %s", async (status, attempt) => {
    const { ports, later, store } = await recorded(attempt);
    const before = store.records;
    for (const decide of [approveDelivery, discardDelivery]) {
      expect(await decide(ports, ID)).toEqual({ type: "not-parked", status });
    }
    expect([later, store.records]).toEqual([[], before]);
  });

  it("is refused while a delivery that was never parked is sent", async () => {
    const { ports, store } = await recorded(failedAttempt(first));
    await store.claim(keyOf(second), claimOf(second));
    for (const decide of [approveDelivery, discardDelivery])
      expect(await decide(ports, ID)).toEqual({ type: "sending" });
  });

  it.each(["", "evt_1", "evt_2:order:send", "evt_1:order:send:x"])("finds no delivery under %j", async (id) => {
    const { ports } = await parked();
    for (const decide of [approveDelivery, discardDelivery]) {
      expect(await decide(ports, id)).toEqual({ type: "not-found" });
    }
  });

  it("is kept if an operator retries an approved delivery", async () => {
    const { ports, later, posts } = await parked({ answers: [answered(404), answered(200)] });
    await approveDelivery(ports, ID);
    await deliver(ports, later[0]?.message ?? first);
    expect(await retryDelivery(ports, ID)).toEqual({ type: "accepted", id: ID, round: 3 });
    await deliver(ports, later[1]?.message ?? first);
    expect(posts).toHaveLength(2);
  });
});
