// A person's decisions on a parked delivery, by the real use cases over the store: of two decisions at the same time
// exactly one counts, and it is the recorded one.

import { expect, test } from "vitest";
import { deliver } from "#app/delivery/deliver.ts";
import type { DeliveryStore } from "#app/delivery/delivery-ports.ts";
import { approveDelivery, discardDelivery } from "#app/operator/review-delivery.ts";
import { deliveryId } from "#core/delivery/delivery-id.ts";
import { deliveryPorts, MESSAGE, orderMessage } from "#support/delivery-ports.ts";
import { claimOf, keyOf, NOON, sampleEvent } from "#support/delivery-samples.ts";
import { eventually } from "#support/eventually.ts";
import { webhookFlow } from "#support/flow-files.ts";

const MANUAL = webhookFlow(MESSAGE, { flow: "manual" });

/** A parked delivery in the store, and the operations on it. */
async function parked(store: DeliveryStore) {
  const { ports, world, effects, later, posts } = deliveryPorts({ flow: MANUAL, store });
  const message = orderMessage({ event: sampleEvent() });
  const id = deliveryId(keyOf(message));
  await deliver(ports, message);
  effects.length = 0;
  /** Works the sent messages as a queue does: a held message is redelivered. */
  const deliverSent = async () => {
    for (const dispatch of later) {
      await eventually("the delivery is not held", async () => (await deliver(ports, dispatch.message)) !== "held");
    }
  };
  const get = async () => await store.get(keyOf(message));
  return {
    world,
    effects,
    posts,
    message,
    deliverSent,
    get,
    approve: () => approveDelivery(ports, id),
    discard: () => discardDelivery({ store, now: ports.now, newOwner: () => `reviewer-${++reviewers}` }, id),
  };
}

let reviewers = 0;

/** The effects of an approval until its delivery is recorded. */
const APPROVAL = ["get", "catalogue", "later", "get", "claim", "catalogue", "signing", "post", "record"];

/** Approves and discards; the discard begins after `done` effects of the approval. Returns which of the two counted. */
async function decidedAtOnce(store: DeliveryStore, done: number): Promise<"approved" | "discarded"> {
  const { approve, discard, deliverSent, get, effects, posts } = await parked(store);
  const discardThen = async () => {
    await eventually(`the approval has made ${done} effects`, () => effects.length >= done);
    return discard();
  };
  const [approved, discarded] = await Promise.all([approve().finally(deliverSent), discardThen()]);
  const record = await get();
  expect(effects).toEqual(expect.arrayContaining(APPROVAL.slice(0, done)));
  expect(record?.attempts).toHaveLength(2);
  if (record?.status === "discarded") {
    expect([discarded.type, posts]).toEqual(["discarded", []]);
    return "discarded";
  }
  expect(record?.status).toBe("delivered");
  expect([approved.type, posts.length]).toEqual(["approved", 1]);
  expect(["not-parked", "sending"]).toContain(discarded.type);
  return "approved";
}

/** The timeout for a test with many calls on a busy machine. */
const LONG_MS = 60_000;

export function reviewTests(store: DeliveryStore): void {
  test("a parked delivery shows its request, and is sent when it is approved", async () => {
    const { approve, deliverSent, get, posts } = await parked(store);
    const request = { url: "https://hook.example/orders", headers: {}, body: '{"order":"1001"}' };
    expect(await get()).toMatchObject({ status: "parked", request, attempts: [{ outcome: "parked" }] });
    expect(await approve()).toMatchObject({ type: "approved", round: 2 });
    await deliverSent();
    expect(await get()).toMatchObject({ status: "delivered", request, attempts: [{}, { round: 2, status: 200 }] });
    expect(posts).toHaveLength(1);
  });

  test("a discarded delivery stays discarded, whatever approval is in flight", async () => {
    const { approve, discard, deliverSent, get, posts } = await parked(store);
    expect(await approve()).toMatchObject({ type: "approved" });
    expect(await discard()).toMatchObject({ type: "discarded" });
    const record = await get();
    await deliverSent();
    expect([await get(), posts]).toEqual([record, []]);
    expect(record).toMatchObject({ status: "discarded", attempts: [{ outcome: "parked" }, { outcome: "discarded" }] });
    for (const decide of [approve, discard])
      expect(await decide()).toEqual({ type: "not-parked", status: "discarded" });
  });

  test("a delivery that was sent can't be discarded", async () => {
    const { approve, discard, deliverSent, posts } = await parked(store);
    await approve();
    await deliverSent();
    expect(await discard()).toEqual({ type: "not-parked", status: "delivered" });
    expect(posts).toHaveLength(1);
  });

  test("a decision that was interrupted before its record can be made again after its claim expires", async () => {
    const { world, message, discard, get } = await parked(store);
    const second = { ...message, round: 2 };
    await store.claim(keyOf(second), claimOf(second, { leaseUntil: NOON + 30_000 }));
    expect(await discard()).toEqual({ type: "sending" });
    world.now = NOON + 30_000;
    expect(await discard()).toMatchObject({ type: "discarded" });
    expect(await get()).toMatchObject({ status: "discarded", round: 2, attempt: 1 });
  });

  test(
    "of a simultaneous approval and discard, exactly one counts: the earlier claim",
    async () => {
      for (const done of APPROVAL.keys()) for (let time = 0; time < 4; time++) await decidedAtOnce(store, done);
      expect(await decidedAtOnce(store, 0)).toBe("discarded");
      expect(await decidedAtOnce(store, APPROVAL.length)).toBe("approved");
    },
    LONG_MS,
  );
}
