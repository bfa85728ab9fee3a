// The whole stack while DynamoDB throttles, calls time out and SQS takes only some messages of a batch: nothing is lost, and a
// message that can't be processed affects no other.

import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { WebhookTarget } from "#app/delivery/sending-ports.ts";
import { delayedMessageKey } from "#backends/aws/delays/delayed-message-keys.ts";
import { number, text } from "#backends/aws/dynamodb/attribute-values.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { checked, delay, type Fields, flowWith, onMetric, send, wait } from "#support/flow-files.ts";
import { inWorld, seedsOf } from "../../../simulated/seeds.ts";
import { NO_FAULTS, World } from "../../../simulated/world.ts";
import type { FaultRate } from "./faulty-client.ts";
import { FaultyStack } from "./faulty-stack.ts";

vi.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

const MINUTE = 60_000;
const EVENTS = 12;

const HOOK = { message: { url: "https://a.example/", body: { order: "{{ event.OrderId }}" } } };
const NOW = [send("now", undefined, HOOK)];
const LATER = send("later", undefined, HOOK);

const flow = (id: string, metric: string, actions: readonly Fields[], more: Fields = {}) =>
  checked(flowWith(actions, { ...onMetric(metric), ...more }, { id }));

/** A flow with a webhook at once, entered once; one with a webhook after an hour; and flows of which a call is always refused. */
const FLOWS = [
  flow("once", "Placed Order", NOW, { reentry_criteria: { unit: "alltime", duration: 1 } }),
  flow("hour", "Placed Order", [wait("wait", 1, "later"), LATER]),
  flow("poisoned-send", "Poisoned", NOW),
  flow("poisoned-run", "Poisoned", [delay("wait", { unit: "minutes", value: 5 }, "later"), LATER]),
];

const POISON = ["poison@customer.example", "poisoned-send", "poisoned-run"];

function order(
  number: number,
  now: number,
  { metric = "Placed Order", email = `c${number}@customer.example` } = {},
): EventMessage {
  const event = { metric, profile: { email }, unique_id: String(number), properties: { OrderId: String(number) } };
  return {
    v: 1,
    format: "plain",
    request_id: `r${number}`,
    received_at: now,
    key_id: "key",
    body: JSON.stringify(event),
  };
}

/** Returns a target that refuses some webhooks, and the ids of those that it accepted. */
function startTarget(world: World): { target: WebhookTarget; taken: Set<string> } {
  const taken = new Set<string>();
  const target: WebhookTarget = {
    post: async ({ headers }) => {
      const status = world.pick(4) === 0 ? 503 : 200;
      if (status === 200) taken.add(String(headers["webhook-id"]));
      return { type: "answered", status, excerpt: "", durationMs: 5 };
    },
  };
  return { target, taken };
}

let stack: FaultyStack | undefined;
afterEach(() => stack?.close());

async function start(seed: number, rate: number) {
  const world = new World(seed, NO_FAULTS);
  const faults: FaultRate = { rate, count: 0 };
  const { target, taken } = startTarget(world);
  stack = await FaultyStack.start({ world, faults, flows: FLOWS, target, poison: POISON });
  return { stack, world, faults, taken };
}

describe("a message that can't be processed", () => {
  it("fails alone, in every function, and goes to the dead letters", async () => {
    const { stack, world, taken } = await start(1, 0);
    const { queues, dynamodb } = stack;
    for (let number = 0; number < EVENTS; number++) stack.sendEvent(order(number, world.now));
    stack.sendEvent(order(90, world.now, { email: "poison@customer.example" }));
    stack.sendEvent(order(91, world.now, { metric: "Poisoned" }));
    queues.events.add({ MessageBody: "{}", MessageGroupId: "key" });
    queues.dispatch.add({ MessageBody: "{}", MessageGroupId: "key" });
    queues.steps.add({ MessageBody: "{}", MessageGroupId: "key" });
    const dueAt = world.now + 60 * MINUTE;
    const row = { ...delayedMessageKey({ id: "broken", dueAt }), due_at: number(dueAt), queue: text("elsewhere") };
    await dynamodb.client.send(new PutItemCommand({ TableName: dynamodb.waits, Item: row }));

    await stack.rest(120 * MINUTE);
    const failed = stack.invocations.flatMap((invocation) => invocation.failed);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.filter(({ body }) => !/poison/i.test(body))).toEqual([]);
    expect(taken.size).toBe(2 * EVENTS);
    const letters = (name: "event-letters" | "failed", reason: string) =>
      queues[name].records.filter(({ messageAttributes }) => messageAttributes["reason"]?.stringValue === reason);
    // The messages that were begun ten times.
    const [events, runs] = ["email", "poisoned-run"].map((text) =>
      letters("event-letters", "message-given-up").filter(({ body }) => body.includes(text)),
    );
    expect(events?.filter(({ body }) => !body.includes("poisoned-run"))).toMatchObject([
      { body: expect.stringContaining("poison@customer.example") },
    ]);
    expect(runs).toHaveLength(1);
    expect(letters("failed", "message-given-up").map(({ body }) => JSON.parse(body).flow_id)).toEqual([
      "poisoned-send",
    ]);
    // The messages that could not be decoded.
    expect(letters("event-letters", "message-invalid")).toHaveLength(3);
    expect(letters("failed", "message-invalid")).toHaveLength(1);
  });
});

describe("while a share of all calls fails", () => {
  it.each([0.02, 0.05].flatMap((rate) => seedsOf(3).map((seed) => ({ rate, seed }))))(
    "a share of $rate, in world $seed: nothing is lost, nothing is given up",
    async ({ rate, seed }) => {
      const { stack, world, faults, taken } = await start(seed, rate);
      const { queues } = stack;
      for (let number = 0; number < EVENTS; number++) stack.sendEvent(order(number, world.now));
      await stack.rest(120 * MINUTE);
      const taking = (step: string) => [...taken].filter((id) => id.endsWith(step)).length;
      const letters = [queues["event-letters"], queues.failed].flatMap(({ records }) => records);
      const found = { now: taking(":once:now"), later: taking(":hour:later"), lost: letters.length };
      expect(inWorld(seed, JSON.stringify(found))).toBe(inWorld(seed, `{"now":${EVENTS},"later":${EVENTS},"lost":0}`));
      expect(faults.count).toBeGreaterThan(10);
    },
  );
});
