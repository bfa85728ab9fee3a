// Copies of an event, sent by several senders at the same time to the real process: one delivery for each flow and action, and one
// answer without `duplicate`.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { counted, flowText, flowWith, groups, onMetric, orderFlow, send } from "#support/flow-files.ts";
import { startReceiver, type TestReceiver } from "#support/receiver.ts";
import { INGEST_KEY, ORDER, startTestProcess, type TestProcess } from "#support/test-process.ts";

const COPIES = 300;
const TIME = new Date(Date.now() - 60_000).toISOString();

const twoSteps = (url: string) => `
id: two
name: two
status: live
definition:
  triggers: [{ type: metric, id: Placed Order }]
  reentry_criteria: { unit: alltime, duration: 1 }
  entry_action_id: first
  actions:
    - { id: first, type: send-webhook, links: { next: second }, data: { status: live, message: { url: "${url}/two/first" } } }
    - { id: second, type: send-webhook, data: { status: live, message: { url: "${url}/two/second" } } }
`;

/** Starts on a checkout of a profile with exactly one order. */
const oneOrder = (url: string) => {
  const definition = {
    ...onMetric("Started Checkout"),
    profile_filter: groups(counted("Placed Order", "equals", 1, { operator: "alltime" })),
  };
  const actions = [send("send", undefined, { message: { url: `${url}/one-order` } })];
  return flowText(flowWith(actions, definition, { id: "one-order" }));
};

/** The requests that one event leads to. */
const ONCE = ["/order", "/two/first", "/two/second"];

let data: string;
let receiver: TestReceiver;
let flowhook: TestProcess;

const start = () =>
  startTestProcess({
    data,
    flows: {
      "order.yaml": orderFlow("order", `${receiver.url}/order`),
      "two.yaml": twoSteps(receiver.url),
      "one-order.yaml": oneOrder(receiver.url),
    },
  });

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), "flowhook-duplicates-"));
  receiver = await startReceiver();
  flowhook = await start();
});

afterEach(async () => {
  await flowhook.stop();
  await receiver.close();
  rmSync(data, { recursive: true });
});

interface Accepted {
  readonly event_id: string;
  readonly duplicate?: true;
}

async function accepted(sent: Promise<Response>): Promise<Accepted> {
  const answer = await sent;
  expect(answer.status).toBe(202);
  return JSON.parse(await answer.text());
}

const post = (event: object) => accepted(flowhook.post(event));

function postTo(path: string, body: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${INGEST_KEY}`, "content-type": "application/json" };
  return fetch(`${flowhook.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

/** The paths of all requests, once the process has finished its work. */
async function requests(): Promise<string[]> {
  await flowhook.settled(ONCE.length);
  await flowhook.stop();
  flowhook = await start();
  return receiver.received.map(({ path }) => path).sort();
}

describe.each<[string, (copy: number) => object]>([
  ["with a unique_id and other properties", (copy) => ({ ...ORDER, properties: { copy }, unique_id: "order-1" })],
  ["with the same content and time", () => ({ ...ORDER, time: TIME })],
  ["with their keys in another order", (copy) => ({ ...ORDER, time: TIME, properties: keysFrom(copy) })],
])(`${COPIES} copies of an event at the same time, %s,`, (_, copyOf) => {
  it("lead to one request for each flow and action, and one answer without duplicate", async () => {
    const answers = await Promise.all(Array.from({ length: COPIES }, (_item, copy) => post(copyOf(copy))));
    expect(new Set(answers.map(({ event_id }) => event_id)).size).toBe(1);
    expect(answers.filter(({ duplicate }) => duplicate === undefined)).toHaveLength(1);
    expect(await requests()).toEqual(ONCE);
    expect(await post(copyOf(COPIES)), "the event is known after a restart").toMatchObject({ duplicate: true });
    expect(await requests()).toEqual(ONCE);
  });
});

/** The same properties, whose keys begin with another one. */
function keysFrom(first: number): object {
  const entries = ["a", "b", "c", "d"].map((key) => [key, { [`${key}1`]: 1, [`${key}2`]: [1.5, null] }] as const);
  const begin = first % entries.length;
  return Object.fromEntries([...entries.slice(begin), ...entries.slice(0, begin)]);
}

it("without a unique_id and a time, each request is a new event", async () => {
  const answers = await Promise.all([post(ORDER), post(ORDER)]);
  expect(new Set(answers.map(({ event_id }) => event_id)).size).toBe(2);
  expect(answers.some(({ duplicate }) => duplicate)).toBe(false);
  await receiver.waitFor(2, { of: ({ path }) => path === "/order" });
});

it("a copy in Klaviyo's format is a duplicate", async () => {
  const first = await post({ ...ORDER, time: TIME });
  const { metric, profile, properties } = ORDER;
  const attributes = {
    properties,
    time: TIME,
    metric: { data: { type: "metric", attributes: { name: metric } } },
    profile: { data: { type: "profile", attributes: profile } },
  };
  const again = await accepted(postTo("/api/events", { data: { type: "event", attributes } }));
  expect(again).toMatchObject({ event_id: first.event_id, duplicate: true });
  expect(await requests()).toEqual(ONCE);
});

it("copies in one request with many events are duplicates of the first of them, and all are in a repeat of the request", async () => {
  const events = [ORDER, { ...ORDER, time: TIME }, { ...ORDER, time: TIME }, { ...ORDER, unique_id: "1" }];
  const duplicates = async () => {
    const answer = JSON.parse(await (await postTo("/events/bulk", events)).text());
    return answer.events.map(({ duplicate = false }) => duplicate);
  };
  expect(await duplicates()).toEqual([false, false, true, false]);
  expect(await duplicates()).toEqual([true, true, true, true]);
});

it("the delivery has the data of the first copy", async () => {
  const copy = (OrderId: string) => post({ ...ORDER, unique_id: "order-1", properties: { OrderId } });
  await copy("first");
  const [delivery] = await flowhook.settled(ONCE.length);
  await copy("second");
  expect(await requests()).toEqual(ONCE);
  const { data: record } = JSON.parse(await (await flowhook.manage(`/deliveries/${delivery?.id}`)).text());
  expect(record.event.properties).toEqual({ OrderId: "first" });
  expect(receiver.received.find(({ path }) => path === "/order")?.body).toContain('"order":"first"');
});

it("a backfilled event starts no flow, and a later copy without backfill does", async () => {
  const event = { ...ORDER, unique_id: "order-1" };
  expect(await post({ ...event, backfill: true })).not.toHaveProperty("duplicate");
  expect(await post(event)).not.toHaveProperty("duplicate");
  expect(await requests()).toEqual(ONCE);
  expect(await post(event)).toMatchObject({ duplicate: true });
});

it.each<[string, readonly object[]]>([
  ["content and time", [{ time: TIME }, { time: TIME }, { time: TIME, backfill: true }]],
  ["unique_id", [{ unique_id: "1" }, { unique_id: "1" }]],
])("a condition on past events counts copies with the same %s once", async (_, copies) => {
  for (const copy of copies) await post({ ...ORDER, ...copy });
  await post({ metric: "Started Checkout", profile: ORDER.profile });
  await receiver.waitFor(1, { of: ({ path }) => path === "/one-order" });
});
