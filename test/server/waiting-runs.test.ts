// Lists and cancels waiting runs over the management API of the real process, on a clock that the tests move.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOON } from "#support/delivery-samples.ts";
import { flowText, flowWith, onMetric, send, wait } from "#support/flow-files.ts";
import { startReceiver, type TestReceiver } from "#support/receiver.ts";
import { TestClock } from "#support/test-clock.ts";
import { startTestProcess, TestFlows, type TestProcess } from "#support/test-process.ts";

const HOUR = 3_600_000;

let receiver: TestReceiver;
let clock: TestClock;
let flows: TestFlows;
let flowhook: TestProcess;

beforeEach(async () => {
  receiver = await startReceiver();
  clock = new TestClock(NOON);
  flows = new TestFlows({ "cart.yaml": cart() });
  flowhook = await startTestProcess({ flows, clock });
});

afterEach(async () => {
  await flowhook.stop();
  await receiver.close();
});

/** A reminder four hours after a checkout, and another one a day later. */
function cart(): string {
  const hook = (id: string) => ({ message: { url: `${receiver.url}/${id}`, body: { cart: "{{ event.CartId }}" } } });
  const actions = [
    wait("wait", 4, "remind"),
    send("remind", "day", hook("remind")),
    wait("day", 24, "again"),
    send("again", undefined, hook("again")),
  ];
  return flowText(flowWith(actions, onMetric("Started Checkout"), { id: "cart", name: "Abandoned cart" }));
}

/** Posts the checkout of a cart; a second call posts the same event again. */
async function checkout(cartId: string, at = NOON): Promise<void> {
  const profile = { email: `${cartId}@customer.example` };
  const event = { metric: "Started Checkout", profile, properties: { CartId: cartId }, unique_id: cartId };
  const time = new Date(at).toISOString();
  expect((await flowhook.post({ ...event, time })).status).toBe(202);
  await clock.rest();
}

/** Calls the management API, and waits for the effects. */
async function manage(method: string, path: string, body?: object) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await flowhook.manage(path, { method, ...sent });
  const text = await answer.text();
  await clock.rest();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}

const listed = async (query = "flow=cart") => (await manage("GET", `/waits?${query}`)).body.data;
const counted = async () => (await manage("GET", "/waits/counts?flow=cart")).body;
const sent = () => receiver.received.map(({ path, body }) => `${path} ${JSON.parse(body).cart}`);

/** Waits until this many deliveries are settled, and returns each as "action status reason". */
async function settled(count: number): Promise<string[]> {
  const { body } = await manage("GET", "/deliveries?limit=200");
  if (body.data.length < count) return settled(count);
  const each = body.data.map((one: Record<string, string>) => [one["action_id"], one["status"], one["reason"]]);
  return each.map((parts: (string | undefined)[]) => parts.filter((part) => part !== undefined).join(" ")).sort();
}

describe("waiting runs", () => {
  it("are listed by action, and counted", async () => {
    await checkout("C1");
    await clock.moveTo(NOON + 4 * HOUR);
    await receiver.waitFor(1);
    await checkout("C2", clock.now());
    expect(await listed()).toMatchObject([
      {
        action_id: "again",
        metric: "Started Checkout",
        profile: "email:c1@customer.example",
        started_at: "2026-07-01T12:00:00.000Z",
        due_at: "2026-07-02T16:00:00.000Z",
      },
      { action_id: "remind", profile: "email:c2@customer.example", due_at: "2026-07-01T20:00:00.000Z" },
    ]);
    const counts = ["again", "remind"].map((action_id) => ({ action_id, waits: 1 }));
    expect(await counted()).toEqual({ data: counts, complete: true });
    expect(await listed("flow=cart&action=remind")).toMatchObject([{ profile: "email:c2@customer.example" }]);
    expect(await listed("flow=cart&action=none")).toEqual([]);
  });
});

describe("a run that is cancelled", () => {
  it("ends at once and is recorded as cancelled, and the others continue", async () => {
    await checkout("C1");
    await checkout("C2");
    const [first] = await listed();
    expect((await manage("DELETE", `/waits/${first.event_id}/cart`)).status).toBe(204);
    expect(await settled(1)).toEqual(["remind skipped run-cancelled"]);
    expect(await listed()).toHaveLength(1);
    expect(await counted()).toEqual({ data: [{ action_id: "remind", waits: 1 }], complete: true });
    await clock.moveTo(NOON + 4 * HOUR);
    await receiver.waitFor(1);
    await clock.moveTo(NOON + 30 * HOUR);
    await receiver.waitFor(2);
    const other = first.profile === "email:c1@customer.example" ? "C2" : "C1";
    expect(sent().sort()).toEqual([`/again ${other}`, `/remind ${other}`]);
    expect(await settled(3)).toEqual(["again delivered", "remind delivered", "remind skipped run-cancelled"]);
  });

  it("stays cancelled although its event is sent again", async () => {
    await checkout("C1");
    const [run] = await listed();
    await manage("DELETE", `/waits/${run.event_id}/cart`);
    await settled(1);
    await checkout("C1");
    expect(await listed()).toEqual([]);
    await clock.moveTo(NOON + 30 * HOUR);
    expect([await settled(1), sent(), flowhook.errors]).toEqual([["remind skipped run-cancelled"], [], []]);
  });

  it("keeps the deliveries that it sent before", async () => {
    await checkout("C1");
    await clock.moveTo(NOON + 4 * HOUR);
    await receiver.waitFor(1);
    const [run] = await listed();
    await manage("DELETE", `/waits/${run.event_id}/cart`);
    expect(await settled(2)).toEqual(["again skipped run-cancelled", "remind delivered"]);
    await clock.moveTo(NOON + 40 * HOUR);
    expect(sent()).toEqual(["/remind C1"]);
  });

  it("can still have its webhook sent by an operator", async () => {
    await checkout("C1");
    const [run] = await listed();
    await manage("DELETE", `/waits/${run.event_id}/cart`);
    await settled(1);
    const retried = await manage("POST", `/deliveries/${run.event_id}:cart:remind/retry?force=true`);
    expect(retried.status).toBe(202);
    await receiver.waitFor(1);
    expect(sent()).toEqual(["/remind C1"]);
  });
});

describe("all runs of an action", () => {
  it("are cancelled together, a hundred per request", async () => {
    for (let cart = 0; cart < 130; cart++) await checkout(`C${cart}`);
    const asked = { flow: "cart", action: "remind" };
    const first = await manage("POST", "/waits/cancel", asked);
    expect(first.body.data).toEqual({ cancelled: 100 });
    const second = await manage("POST", "/waits/cancel", { ...asked, cursor: first.body.next });
    expect(second.body).toEqual({ data: { cancelled: 30 } });
    expect([await listed(), await counted()]).toEqual([[], { data: [], complete: true }]);
    expect(new Set(await settled(130))).toEqual(new Set(["remind skipped run-cancelled"]));
    await clock.moveTo(NOON + 40 * HOUR);
    expect([sent(), flowhook.errors]).toEqual([[], []]);
  });
});
