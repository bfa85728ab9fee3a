// Waiting runs from the event to the webhook, on a clock that the tests move.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "#backends/embedded/database.ts";
import { GroupCommit } from "#backends/embedded/group-commit.ts";
import { SqliteEventsQueue } from "#backends/embedded/sqlite-events-queue.ts";
import { HOUR_MS, MINUTE_MS } from "#core/time.ts";
import { NOON } from "#support/delivery-samples.ts";
import { eventually } from "#support/eventually.ts";
import { type CartChanges, cartFlow, orderFlow } from "#support/flow-files.ts";
import { type Answer, startReceiver, type TestReceiver } from "#support/receiver.ts";
import { TestClock } from "#support/test-clock.ts";
import { startTestProcess, TestFlows, type TestProcess } from "#support/test-process.ts";

/** The profile of both events. */
const profile = { email: "ada@customer.example" };
/** The event that starts the flow. */
const checkout = (more: object = {}) => {
  return { metric: "Started Checkout", profile, properties: { CartId: "C1" }, ...more };
};
/** The event after which no reminder is sent. */
const order = (more: object = {}) => {
  return { metric: "Placed Order", profile, properties: { OrderId: "1001" }, ...more };
};

let receiver: TestReceiver;
let clock: TestClock;
let flows: TestFlows;
let data: string;
let flowhook: TestProcess;

beforeEach(async () => {
  receiver = await startReceiver();
  clock = new TestClock(NOON);
  flows = new TestFlows({ "cart.yaml": cart() });
  data = mkdtempSync(join(tmpdir(), "flowhook-runs-"));
  flowhook = await start();
});

afterEach(async () => {
  await flowhook.stop();
  await receiver.close();
  rmSync(data, { recursive: true });
});

const iso = (time: number) => new Date(time).toISOString();

const start = () => startTestProcess({ flows, clock, data });

const cart = ({ cart = "cart", ...changes }: Omit<CartChanges, "message"> & { cart?: string } = {}) =>
  cartFlow({ ...changes, message: { url: `${receiver.url}/hook`, body: { [cart]: "{{ event.CartId }}" } } });

/** Posts events one after the other; each is accepted before the next one is sent. */
async function post(...events: unknown[]): Promise<void> {
  for (const event of events) expect((await flowhook.post(event)).status).toBe(202);
  await clock.rest();
}

/** Stores an event in the closed store, as a process leaves it that is killed between accepting and matching. */
async function leftBehind(event: object, { receives = 0 } = {}): Promise<void> {
  const database = openDatabase(join(data, "flowhook.db"));
  const commit = new GroupCommit(database, { pause: () => new Promise(setImmediate), onFailure: () => {} });
  const received_at = clock.now();
  const body = JSON.stringify(event);
  const message = { v: 1, format: "plain", request_id: `left-${received_at}`, received_at, key_id: "k", body } as const;
  const seq = await new SqliteEventsQueue(database, commit).add(message);
  database.prepare("UPDATE events SET receives = ? WHERE seq = ?").run(receives, seq);
  database.close();
}

/** Waits until this many deliveries are settled, and returns each as "status reason". */
async function settled(count: number): Promise<string[]> {
  const all = await flowhook.settled(count);
  return all.map(({ status, reason }) => (reason === undefined ? status : `${status} ${reason}`));
}

describe("a webhook after a delay", () => {
  it("is sent once, when the delay is over and not before", async () => {
    await post(checkout({ unique_id: "C1" }));
    await clock.moveTo(NOON + 4 * HOUR_MS - 1);
    expect(await settled(0)).toEqual([]);
    await clock.moveTo(NOON + 4 * HOUR_MS);
    const [webhook] = await receiver.waitFor(1);
    expect(JSON.parse(webhook?.body ?? "")).toEqual({ cart: "C1" });
    await clock.moveTo(NOON + 90 * HOUR_MS);
    expect([await settled(1), receiver.received.length, flowhook.errors]).toEqual([["delivered"], 1, []]);
  });

  it("is sent once although its event is sent again during the wait and after it", async () => {
    for (const hours of [0, 1, 3]) {
      await clock.moveTo(NOON + hours * HOUR_MS);
      await post(checkout({ unique_id: "C1", time: iso(NOON) }));
    }
    await clock.moveTo(NOON + 4 * HOUR_MS);
    await receiver.waitFor(1);
    await post(checkout({ unique_id: "C1", time: iso(NOON) }));
    await clock.moveTo(NOON + 9 * HOUR_MS);
    expect([await settled(1), receiver.received.length]).toEqual([["delivered"], 1]);
  });

  it("is sent after a restart, whether it became due before or after the restart", async () => {
    await post(checkout({ unique_id: "C1" }));
    await flowhook.stop();
    await clock.moveTo(NOON + HOUR_MS);
    flowhook = await start();
    await post(checkout({ unique_id: "C2", properties: { CartId: "C2" } }));
    await flowhook.stop();
    await clock.moveTo(NOON + 4 * HOUR_MS + 1);
    flowhook = await start();
    await receiver.waitFor(1);
    expect(await settled(1)).toEqual(["delivered"]);
    await clock.moveTo(NOON + 5 * HOUR_MS);
    const bodies = (await receiver.waitFor(2)).map(({ body }) => JSON.parse(body));
    expect([bodies, await settled(2)]).toEqual([
      [{ cart: "C1" }, { cart: "C2" }],
      ["delivered", "delivered"],
    ]);
  });
});

describe("a run that was taken by a process that ended", () => {
  /** Makes the reminder due, and marks its run as taken by this many processes that ended during the work. */
  async function endedAt(times: number): Promise<void> {
    await post(checkout());
    await flowhook.stop();
    const database = openDatabase(join(data, "flowhook.db"));
    database.prepare("UPDATE run_waits SET taken = 1, receives = ?").run(times - 1);
    database.close();
    await clock.moveTo(NOON + 4 * HOUR_MS);
    flowhook = await start();
  }

  it("continues after a few such ends", async () => {
    await endedAt(9);
    expect(await settled(1)).toEqual(["delivered"]);
  });

  it("fails after ten such ends, and its record says so", async () => {
    await endedAt(10);
    expect(await settled(1)).toEqual(["failed delivery-ends-process"]);
    expect(receiver.received).toHaveLength(0);
  });
});

it("a stopping process finishes the runs that it has taken", async () => {
  let stopped: Promise<void> | undefined;
  await receiver.close();
  receiver = await startReceiver(() => {
    stopped = flowhook.stop();
    return { status: 200 };
  });
  flows.replace({ "cart.yaml": cart() });
  await clock.moveTo(NOON + HOUR_MS);
  await post(checkout());
  await clock.moveTo(NOON + 5 * HOUR_MS);
  await receiver.waitFor(1);
  await stopped;
  const database = openDatabase(join(data, "flowhook.db"));
  expect(database.prepare("SELECT id FROM run_waits").all()).toEqual([]);
  database.close();
  flowhook = await start();
  expect(await settled(1)).toEqual(["delivered"]);
});

describe("a cart reminder", () => {
  /** The checkout of a profile that buys nothing; its reminder shows that reminders are due. */
  const grace = checkout({ profile: { email: "grace@customer.example" }, properties: { CartId: "G" } });

  /** Waits until reminders of current checkouts are due, and returns the carts whose reminders were sent. */
  async function reminded(): Promise<unknown[]> {
    await post(grace);
    await clock.moveTo(clock.now() + 4 * HOUR_MS);
    await eventually("the last reminder was received", async () => {
      await clock.rest();
      return receiver.received.some(({ body }) => JSON.parse(body).cart === "G");
    });
    await flowhook.stop();
    flowhook = await start();
    const carts = receiver.received.map(({ body }) => JSON.parse(body).cart);
    return carts.filter((cart) => cart !== "G");
  }

  it("is sent when no order follows", async () => {
    await post(checkout());
    expect(await reminded()).toEqual(["C1"]);
  });

  it("is not sent when an order follows, and its record says why", async () => {
    await post(checkout());
    await clock.moveTo(NOON + 2 * HOUR_MS);
    await post(order());
    await clock.moveTo(NOON + 4 * HOUR_MS);
    expect(await settled(1)).toEqual(["skipped profile-filter-failed"]);
    expect(await reminded()).toEqual([]);
  });

  it.each([
    ["email", { email: "ADA@customer.example", phone_number: "+4512345678" }],
    ["phone number", { phone_number: "+4512345678", external_id: "A1" }],
    ["id", { id: "01H", email: "other@customer.example" }],
  ])("is not sent when the order has only the same %s", async (_, buyer) => {
    await post(checkout({ profile: { ...profile, id: "01H", phone_number: "+4512345678" } }));
    await post(order({ profile: buyer }));
    expect(await reminded()).toEqual([]);
  });

  it("is sent when another profile orders", async () => {
    await post(checkout(), order({ profile: { email: "someone@customer.example" } }));
    expect(await reminded()).toEqual(["C1"]);
  });

  it.each([
    ["the checkout first", [checkout(), order()]],
    ["the order first", [order(), checkout()]],
  ])("is not sent when order and checkout arrive together, %s", async (_, events) => {
    await Promise.all(events.map((event) => flowhook.post(event)));
    expect(await reminded()).toEqual([]);
  });

  it("is not sent when the order arrives before the checkout but happened after it", async () => {
    await post(order({ time: iso(NOON - 5 * MINUTE_MS) }));
    await clock.moveTo(NOON + MINUTE_MS);
    await post(checkout({ time: iso(NOON - 10 * MINUTE_MS) }));
    expect(await reminded()).toEqual([]);
  });

  it("is sent when the order happened before the checkout, or arrives after the reminder", async () => {
    await post(order({ time: iso(NOON - HOUR_MS) }), checkout());
    await clock.moveTo(NOON + 4 * HOUR_MS);
    await receiver.waitFor(1);
    await post(order());
    expect(await reminded()).toEqual(["C1"]);
  });

  it("is not sent when a process accepted the order before the reminder was due, and ended before matching it", async () => {
    await post(checkout());
    await clock.moveTo(NOON + HOUR_MS);
    await flowhook.stop();
    await leftBehind(order());
    await clock.moveTo(NOON + 5 * HOUR_MS);
    flowhook = await start();
    expect(await settled(1)).toEqual(["skipped profile-filter-failed"]);
    expect(receiver.received).toHaveLength(0);
  });

  it("is not sent when an event suspected of ending the process is processed before the order", async () => {
    const released = Promise.withResolvers<Answer>();
    const gifts = await startReceiver(() => released.promise);
    const gift = orderFlow("gift", gifts.url).replace("Placed Order", "Sent Gift");
    flows.replace({ "cart.yaml": cart(), "gift.yaml": gift });
    await post(checkout());
    await clock.moveTo(NOON + HOUR_MS);
    await flowhook.stop();
    await leftBehind({ ...order(), metric: "Sent Gift" }, { receives: 1 });
    await leftBehind(order());
    await clock.moveTo(NOON + 5 * HOUR_MS);
    flowhook = await start();
    await eventually("the target received a request", async () => {
      await clock.rest();
      return gifts.received.length > 0;
    });
    await clock.rest();
    expect(receiver.received).toHaveLength(0);
    await clock.moveTo(clock.now() + 1_000);
    expect(await settled(1)).toEqual(["skipped profile-filter-failed"]);
    released.resolve({ status: 200 });
    await gifts.close();
  });

  it("is not sent when the order was a backfill", async () => {
    await post(checkout(), order({ backfill: true, time: iso(NOON) }));
    expect(await reminded()).toEqual([]);
  });
});

describe("a flow that is edited while a run waits", () => {
  /** Edits the flow one hour into the wait, and lets the wait end. */
  async function editAndEnd(text: string | undefined): Promise<void> {
    await post(checkout());
    await clock.moveTo(NOON + HOUR_MS);
    flows.replace(text === undefined ? {} : { "cart.yaml": text });
    await clock.moveTo(NOON + 4 * HOUR_MS);
  }

  it("sends the webhook of its new version at the time that the old version set", async () => {
    await editAndEnd(cart({ cart: "basket", hours: 300 }));
    const [webhook] = await receiver.waitFor(1);
    expect(JSON.parse(webhook?.body ?? "")).toEqual({ basket: "C1" });
  });

  it.each([
    ["action-not-found", "the action is gone", () => cart({ id: "remind-again" })],
    ["flow-not-live", "the flow is a draft again", () => cart({ status: "draft" })],
    ["flow-not-found", "the flow is gone", () => undefined],
  ])("sends nothing and records %s when %s", async (reason, _, edited) => {
    await editAndEnd(edited());
    expect(await settled(1)).toEqual([`skipped ${reason}`]);
    expect([receiver.received.length, flowhook.errors]).toEqual([0, []]);
  });
});
