import { describe, expect, it } from "vitest";
import { deliver } from "#app/delivery/deliver.ts";
import { retryDelivery } from "#app/operator/retry-delivery.ts";
import type { Entry, TargetGate, Visit } from "#app/targets/target-gate.ts";
import { attemptsMade } from "#core/delivery/record.ts";
import type { TargetEvidence } from "#core/delivery/target-health.ts";
import { nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import { answered, type Decided, deliverLater, deliveryPorts, MESSAGE, orderMessage } from "#support/delivery-ports.ts";
import { NOON } from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";

const first = orderMessage();
const MINUTE = 60_000;
const wait = (until: number, more: Partial<Extract<Entry, { type: "wait" }>> = {}): Entry => {
  return { type: "wait", reason: "target-failing", until, ...more };
};

/** Ports behind a gate that returns these answers, the last one repeatedly; with the visits that it saw and their evidence. */
function gated(entries: readonly (Entry | "entered")[], decided: Decided = {}) {
  const visits: Visit[] = [];
  const left: TargetEvidence[] = [];
  const gate: TargetGate = {
    async enter(visit) {
      const entry = entries[Math.min(visits.push(visit), entries.length) - 1];
      if (entry !== undefined && entry !== "entered") return entry;
      return { type: "entered", leave: async (evidence) => void left.push(evidence) };
    },
  };
  return { ...deliveryPorts({ ...decided, gate }), visits, left };
}

describe("a delivery that the gate does not admit", () => {
  it("is sent again for later, unclaimed, without using up its attempt", async () => {
    const { ports, effects, later, posts, store } = gated([wait(NOON + 5_000)]);
    expect(await deliver(ports, first)).toBe("done");
    expect(effects).toEqual(["catalogue", "later"]);
    const message = { ...first, waiting: { since: NOON, times: 1 } };
    expect(later).toEqual([{ message, target: "https://hook.example", dueAt: NOON + 5_000 }]);
    expect([posts, store.records]).toEqual([[], []]);
  });

  it("is recorded as waiting if it waits for ten seconds, and only once", async () => {
    const { ports, effects, later, store, world } = gated([wait(NOON + 10_000), wait(NOON + 50_000)]);
    await deliver(ports, first);
    expect(effects).toEqual(["catalogue", "claim", "record", "later"]);
    expect(store.records).toMatchObject([
      {
        status: "waiting",
        reason: "target-failing",
        round: 1,
        attempt: 0,
        next_attempt_at: NOON + 10_000,
        created_at: NOON,
        request: { url: "https://hook.example/orders", headers: {} },
        attempts: [{ round: 1, attempt: 0, at: NOON, duration_ms: 0, outcome: "waiting" }],
      },
    ]);
    world.now = NOON + 10_000;
    effects.length = 0;
    await deliver(ports, later[0]?.message ?? first);
    expect(effects).toEqual(["catalogue", "later"]);
    expect(later[1]?.message).toEqual({ ...first, waiting: { since: NOON, times: 2, recorded: true } });
  });

  it("is recorded as waiting once its waits add up to ten seconds", async () => {
    const entries = [wait(NOON + 4_000), wait(NOON + 8_000), wait(NOON + 12_000)];
    const { ports, later, store, world } = gated(entries);
    for (const at of [0, 4_000, 8_000]) {
      expect(store.records).toEqual([]);
      world.now = NOON + at;
      await deliver(ports, later.at(-1)?.message ?? first);
    }
    expect(store.records).toMatchObject([{ status: "waiting", attempts: [{ at: NOON + 8_000 }] }]);
  });

  it("is sent once it is admitted, as the same attempt, and its record continues", async () => {
    const { ports, later, posts, store, world } = gated([wait(NOON + MINUTE), "entered"]);
    await deliver(ports, first);
    world.now = NOON + MINUTE;
    expect(await deliver(ports, later[0]?.message ?? first)).toBe("done");
    expect(posts[0]?.headers["flowhook-attempt"]).toBe("1");
    const [record] = store.records;
    expect(record).toMatchObject({
      status: "delivered",
      created_at: NOON,
      attempts: [
        { attempt: 0, outcome: "waiting" },
        { attempt: 1, outcome: "delivered" },
      ],
    });
    expect(attemptsMade(record?.attempts ?? [])).toHaveLength(1);
  });

  it("keeps all of its attempts", async () => {
    const entries = [wait(NOON + MINUTE), wait(NOON + 2 * MINUTE), "entered"] as const;
    const { ports, later, failed, posts, world } = gated(entries, { answers: [answered(503)] });
    await deliver(ports, first);
    await deliverLater({ ports, world, later });
    expect(posts).toHaveLength(18);
    expect(failed).toMatchObject([{ attempts: 18, first_attempt_at: NOON + 2 * MINUTE }]);
  });

  it("is not recorded as waiting before a later attempt, because its record has the earlier failure", async () => {
    const { ports, later, store, effects } = gated(["entered", wait(NOON + MINUTE)], { answers: [answered(503)] });
    await deliver(ports, first);
    effects.length = 0;
    await deliver(ports, later[0]?.message ?? first);
    expect(effects).toEqual(["catalogue", "later"]);
    expect(later[1]).toMatchObject({ message: { attempt: 2, waiting: { since: NOON + 100, times: 1 } } });
    expect(store.records).toMatchObject([{ status: "retrying", attempts: [{ reason: "http-503" }] }]);
  });

  it("passes its number of waits and its slot to the gate, without a slot that has passed", async () => {
    const slot = NOON + 700;
    const { ports, later, visits, world } = gated([wait(slot, { slot }), wait(NOON + 9_000)]);
    await deliver(ports, first);
    world.now = slot;
    await deliver(ports, later[0]?.message ?? first);
    expect(visits).toMatchObject([
      { target: "https://hook.example", waited: 0, slot: undefined },
      { target: "https://hook.example", waited: 1, slot },
    ]);
    expect(later[1]?.message.waiting).toEqual({ since: NOON, times: 2 });
  });

  it("is given up after three days as a dead letter, and waits again when that is retried", async () => {
    const { ports, later, failed, store, posts, world } = gated([wait(NOON + MINUTE)]);
    await deliver(ports, first);
    const waiting = later[0]?.message ?? first;
    world.now = NOON + 3 * 24 * 60 * MINUTE - 1;
    await deliver(ports, waiting);
    expect([later.length, failed.length]).toEqual([2, 0]);
    world.now += 1;
    await deliver(ports, waiting);
    expect(store.records).toMatchObject([{ status: "failed", reason: "target-unavailable" }]);
    expect(failed).toEqual([
      expect.objectContaining({ reason: "target-unavailable", message: { ...first, round: 2, attempt: 1 } }),
    ]);
    await deliver(ports, failed[0]?.message ?? first);
    expect(later[2]?.message.waiting).toMatchObject({ since: world.now, times: 1 });
    expect(posts).toEqual([]);
  });

  it("that is redelivered is recorded as waiting once", async () => {
    const { ports, later, store } = gated([wait(NOON + MINUTE)]);
    await deliver(ports, first);
    await deliver(ports, first);
    expect(store.records).toMatchObject([{ attempts: [{ attempt: 0 }] }]);
    expect(later.map(({ message }) => message.waiting?.recorded)).toEqual([true, true]);
  });

  it("waits even if another copy has made its attempt meanwhile, and is then superseded", async () => {
    const { ports, later, posts, store } = gated(["entered", wait(NOON + MINUTE), "entered"]);
    await deliver(ports, first);
    await deliver(ports, first);
    expect(later[0]?.message.waiting).toEqual({ since: NOON + 100, times: 1 });
    await deliver(ports, later[0]?.message ?? first);
    expect([posts.length, store.records[0]?.status]).toEqual([1, "delivered"]);
  });

  it.each(["claim", "record", "later"])("stays in the queue if %s is broken", async (broken) => {
    const { ports } = gated([wait(NOON + MINUTE)], { broken: [broken] });
    await expect(deliver(ports, first)).rejects.toThrow(`${broken} is broken`);
  });

  it("can be retried by an operator, as its next round", async () => {
    const { ports, store } = gated([wait(NOON + MINUTE)]);
    await deliver(ports, first);
    const id = store.records[0]?.id ?? "";
    expect(await retryDelivery(ports, id)).toEqual({ type: "accepted", id, round: 2 });
  });
});

describe("an admitted delivery reports", () => {
  it.each<[string, Decided["answers"], TargetEvidence]>([
    ["a 200", [answered(200)], { type: "alive" }],
    ["a 404", [answered(404)], { type: "alive" }],
    ["a 503", [answered(503)], { type: "failing", reason: "http-503" }],
    [
      "a timeout",
      [{ type: "unanswered", reason: "timeout", detail: "", durationMs: 15_000 }],
      { type: "failing", reason: "timeout" },
    ],
    [
      "a refused address",
      [{ type: "unanswered", reason: "address-refused", detail: "", durationMs: 0 }],
      { type: "none" },
    ],
  ])("after %s", async (_title, answers = [], evidence) => {
    const { ports, left } = gated(["entered"], { answers });
    await deliver(ports, first);
    expect(left).toEqual([evidence]);
  });

  it("nothing if it made no request", async () => {
    const { ports, left } = gated(["entered"]);
    await deliver(ports, first);
    await deliver(ports, first);
    expect(left).toEqual([{ type: "alive" }, { type: "none" }]);
  });

  it("its evidence even if it throws", async () => {
    const { ports, left } = gated(["entered"], { broken: ["record"] });
    await expect(deliver(ports, first)).rejects.toThrow();
    expect(left).toEqual([{ type: "alive" }]);
  });
});

describe("the gate is not asked about a delivery", () => {
  it.each([
    ["of a flow that is gone", null, false],
    ["of a flow that is not live", webhookFlow(MESSAGE, { flow: "draft" }), false],
    ["that waits for approval", webhookFlow(MESSAGE, { flow: "manual" }), false],
    ["that was approved, but is a test", webhookFlow(MESSAGE, { flow: "manual" }), true],
  ])("%s", async (_title, flow, approved) => {
    const { ports, visits } = gated([wait(NOON)], { flow });
    await deliver(ports, { ...first, ...(approved ? { approved } : {}) });
    expect(visits).toHaveLength(approved ? 1 : 0);
  });
});

describe("the limits of a target", () => {
  it("are those that the webhook declares", async () => {
    const message = '{ url: "https://hook.example/orders", limits: { requests_per_second: 2, concurrency: 3 } }';
    const { ports, visits } = gated(["entered"], { flow: webhookFlow(message) });
    await deliver(ports, first);
    expect(visits[0]?.limits).toEqual({ requests_per_second: 2, concurrency: 3 });
  });

  it("are absent if it declares no limits", async () => {
    const { ports, visits } = gated(["entered"]);
    await deliver(ports, first);
    expect(visits[0]?.limits).toBeUndefined();
  });
});

it("the number of waits belongs to one attempt: neither the next attempt nor the next round keeps it", () => {
  const waited = { ...first, waiting: { since: NOON, times: 3, recorded: true } };
  expect(nextAttempt(waited, NOON, undefined)).not.toHaveProperty("waiting");
  expect(nextRound(waited)).not.toHaveProperty("waiting");
});
