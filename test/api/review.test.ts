// Decides on parked deliveries over the management API, with the real use cases and a store in memory.

import { describe, expect, it } from "vitest";
import { managementApi } from "#api/management.ts";
import { deliver } from "#app/delivery/deliver.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { MemoryKeyStore } from "#backends/memory/memory-key-store.ts";
import { MemoryTargetHealths } from "#backends/memory/memory-target-healths.ts";
import { MemoryWaitingRuns } from "#backends/memory/memory-waiting-runs.ts";
import { answered, type Decided, deliveryPorts, MESSAGE, orderMessage } from "#support/delivery-ports.ts";
import { claimOf, keyOf, NOON, skippedAttempt } from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";
import { countedRandomness } from "#support/key-samples.ts";

const ID = "evt_1:order:send";
const first = orderMessage();

/** The API over a parked delivery. */
async function parked(decided: Decided = {}) {
  const world = deliveryPorts({ flow: webhookFlow(MESSAGE, { flow: "manual" }), ...decided });
  await deliver(world.ports, first);
  const errors: unknown[] = [];
  const app = managementApi({
    ...world.ports,
    dispatchQueue: { send: () => Promise.reject(new Error("the test must not call this port")) },
    profiles: { history: async () => [], lastEntry: async () => undefined },
    waitingRuns: new MemoryWaitingRuns(
      () => [],
      () => NOON,
    ),
    keys: new MemoryKeyStore(),
    keyRandomness: countedRandomness(),
    healths: new MemoryTargetHealths(),
    hostLimits: {},
    organizationZone: "UTC",
    sha256Hex,
    pause: () => Promise.reject(new Error("the test must not call this port")),
    isAdmin: async () => true,
    newRequestId: () => "request-1",
    onError: (error) => errors.push(error),
  });
  const ask = async (method: string, path: string) => {
    const answer = await app.request(`/manage/v1/deliveries${path}`, {
      method,
      headers: { authorization: "Bearer t" },
    });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  /** Delivers the messages in the dispatch queue. */
  const deliverSent = async () => {
    for (const { message } of world.later.splice(0)) await deliver(world.ports, message);
  };
  return { ...world, ask, deliverSent, errors };
}

function conflict(detail: string) {
  return { status: 409, body: { errors: [expect.objectContaining({ code: "conflict", detail })] } };
}

describe("a parked delivery", () => {
  it("is listed, and shows the request as it would be sent", async () => {
    const { ask } = await parked();
    const summary = {
      id: ID,
      status: "parked",
      reason: "waits-for-approval",
      detail: "The flow or the action is manual: the delivery waits until a person approves or discards it.",
      attempts_made: 0,
      url: "https://hook.example/orders",
    };
    expect((await ask("GET", "?status=parked")).body.data).toMatchObject([summary]);
    expect((await ask("GET", "?status=failed")).body.data).toEqual([]);
    expect((await ask("GET", `/${ID}`)).body.data).toMatchObject({
      ...summary,
      request: { url: "https://hook.example/orders", headers: {}, body: { order: "1001" } },
      event: { id: "evt_1" },
    });
  });

  it("that is approved is sent in the next round", async () => {
    const { ask, deliverSent, posts } = await parked();
    expect(await ask("POST", `/${ID}/approve`)).toEqual({ status: 202, body: { data: { id: ID, round: 2 } } });
    await deliverSent();
    expect(posts).toMatchObject([{ body: '{"order":"1001"}', headers: { "flowhook-attempt": "1" } }]);
    expect((await ask("GET", `/${ID}`)).body.data).toMatchObject({ status: "delivered", attempts_made: 1, round: 2 });
  });

  it("that is discarded is not sent, and its record says so", async () => {
    const { ask, deliverSent, posts } = await parked();
    const done = { status: 200, body: { data: { id: ID, status: "discarded" } } };
    expect(await ask("POST", `/${ID}/discard`)).toEqual(done);
    await deliverSent();
    expect(posts).toEqual([]);
    expect((await ask("GET", `/${ID}`)).body.data).toMatchObject({
      status: "discarded",
      reason: "discarded-by-person",
    });
    expect((await ask("GET", "?status=discarded")).body.data).toHaveLength(1);
  });

  const DISCARDED = "It was discarded already. POST to its /retry?force=true to send it anyway.";
  it.each(["approve", "discard"])("that was discarded rejects %s", async (decision) => {
    const { ask, later } = await parked();
    await ask("POST", `/${ID}/discard`);
    expect(await ask("POST", `/${ID}/${decision}`)).toEqual(conflict(DISCARDED));
    expect(later).toEqual([]);
  });

  it("that was discarded is sent if the retry is forced, and is not parked again", async () => {
    const { ask, deliverSent, posts } = await parked();
    await ask("POST", `/${ID}/discard`);
    expect((await ask("POST", `/${ID}/retry?force=true`)).body).toEqual({ data: { id: ID, round: 3 } });
    await deliverSent();
    expect(posts).toHaveLength(1);
  });

  it("is neither approved nor discarded while it is being sent", async () => {
    const { ask, store, deliverSent, posts } = await parked();
    const second = { ...first, round: 2 };
    await store.claim(keyOf(second), claimOf(second, { leaseUntil: NOON + 30_000 }));
    const sending = conflict("An attempt is in flight. Try again in a few seconds.");
    expect(await ask("POST", `/${ID}/discard`)).toEqual(sending);
    // The approval concerns the attempt in flight, so the webhook is sent only once.
    expect((await ask("POST", `/${ID}/approve`)).status).toBe(202);
    await deliverSent();
    expect(posts).toEqual([]);
  });

  it("is answered with 503 if its message can't be queued, and the error is logged", async () => {
    const { ask, errors } = await parked({ broken: ["later"] });
    expect(await ask("POST", `/${ID}/approve`)).toMatchObject({ status: 503 });
    expect(errors).toMatchObject([{ message: "later is broken" }]);
  });
});

describe("a delivery that does not wait for a decision", () => {
  const NOT = "It does not wait for a decision: it";
  it.each([
    [[200], `${NOT} was delivered.`],
    [[404], `${NOT} failed. POST to its /retry to send it again.`],
    [[503], `${NOT} is being sent, and waits for its next attempt.`],
  ])("rejects a decision after the responses %j", async ([status = 200], detail) => {
    const { ask, deliverSent, later } = await parked({ answers: [answered(status)] });
    await ask("POST", `/${ID}/approve`);
    await deliverSent();
    const waiting = later.length;
    for (const decision of ["approve", "discard"]) {
      expect(await ask("POST", `/${ID}/${decision}`)).toEqual(conflict(detail));
    }
    expect(later).toHaveLength(waiting);
  });

  it.each(["approve", "discard"])("and was skipped by its run rejects %s", async (decision) => {
    const { ask, store } = await parked();
    const other = { ...first, action_id: "other" };
    await store.claim(keyOf(other), claimOf(other));
    await store.record({ message: other, attempt: skippedAttempt(other), owner: "worker-a" });
    const detail = `${NOT} was skipped. POST to its /retry?force=true to send it anyway.`;
    expect(await ask("POST", `/evt_1:order:other/${decision}`)).toEqual(conflict(detail));
  });

  it.each(["approve", "discard"])("because it does not exist answers %s with 404", async (decision) => {
    const { ask } = await parked();
    for (const id of ["evt_1", "evt_2:order:send"]) {
      expect(await ask("POST", `/${id}/${decision}`)).toMatchObject({
        status: 404,
        body: { errors: [{ detail: "There is no delivery with this id." }] },
      });
    }
  });
});
