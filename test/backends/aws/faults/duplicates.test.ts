// Copies of an event on AWS: in one batch, in functions that work at the same time, and after a redelivery. The matcher and the
// dispatcher run on DynamoDB's emulator, with queues in simulated time.

import { afterEach, describe, expect, it, vi } from "vitest";
import type { WebhookTarget } from "#app/delivery/sending-ports.ts";
import { checked, type Fields, flowWith, onMetric, send, wait } from "#support/flow-files.ts";
import { inWorld, seedsOf } from "../../../simulated/seeds.ts";
import { NO_FAULTS, World } from "../../../simulated/world.ts";
import { FaultyStack } from "./faulty-stack.ts";

vi.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

const HOUR_MS = 3_600_000;
/** The copies of each event: more than a batch holds, and enough for several functions. */
const COPIES = 15;
const FUNCTIONS = 3;

const HOOK = { message: { url: "https://a.example/{{ event.copy }}", body: { copy: "{{ event.copy }}" } } };

const flow = (id: string, actions: readonly Fields[], more: Fields = {}) =>
  checked(flowWith(actions, { ...onMetric("Placed Order"), ...more }, { id }));

const FLOWS = [
  flow("now", [send("send", undefined, HOOK)]),
  flow("once", [send("send", undefined, HOOK)], { reentry_criteria: { unit: "alltime", duration: 1 } }),
  flow("hour", [wait("wait", 1, "send"), send("send", undefined, HOOK)]),
];

const named = (copy: number) => ({
  metric: "Placed Order",
  profile: { email: "ada@customer.example" },
  unique_id: "1",
  properties: { copy },
});
const timed = (now: number) => (copy: number) => {
  const event = {
    metric: "Placed Order",
    profile: { email: "bo@customer.example" },
    time: new Date(now).toISOString(),
  };
  return copy % 2 === 0 ? { ...event, properties: { a: 1, b: 2 } } : { properties: { b: 2, a: 1 }, ...event };
};

interface Request {
  readonly id: string;
  readonly content: string;
  readonly status: number;
}

/** A target that refuses some webhooks, and the requests to it. */
function startTarget(world: World): { target: WebhookTarget; requests: Request[] } {
  const requests: Request[] = [];
  const target: WebhookTarget = {
    post: async ({ url, headers, body }) => {
      const status = world.pick(4) === 0 ? 503 : 200;
      requests.push({ id: String(headers["webhook-id"]), content: `${url} ${body}`, status });
      // Other functions work while the target answers.
      await new Promise(setImmediate);
      return { type: "answered", status, excerpt: "", durationMs: 5 };
    },
  };
  return { target, requests };
}

let stack: FaultyStack | undefined;
afterEach(() => stack?.close());

describe(`${COPIES} copies of each of two events`, () => {
  it.each([0, 0.05].flatMap((rate) => seedsOf(2).map((seed) => ({ rate, seed }))))(
    "lead to one delivery for each flow and action, if a share of $rate of all calls fails, in world $seed",
    async ({ rate, seed }) => {
      const world = new World(seed, NO_FAULTS);
      const { target, requests } = startTarget(world);
      const faults = { rate, count: 0 };
      stack = await FaultyStack.start({ world, faults, flows: FLOWS, target, functionsAtOnce: FUNCTIONS });
      const { queues } = stack;
      const events = [named, timed(world.now)];
      const working = stack;
      const sendCopies = (round: string) => {
        for (let copy = 0; copy < COPIES; copy++) {
          for (const [index, event] of events.entries()) {
            const envelope = { v: 1, format: "plain", key_id: "key" } as const;
            const request = { request_id: `${round}-${index}-${copy}`, received_at: world.now + copy };
            working.sendEvent({ ...envelope, ...request, body: JSON.stringify(event(copy)) });
          }
        }
      };
      sendCopies("first");
      await stack.rest(2 * HOUR_MS);
      const delivered = requests.filter(({ status }) => status === 200);
      expect(inWorld(seed, String(new Set(delivered.map(({ id }) => id)).size))).toBe(
        inWorld(seed, String(events.length * FLOWS.length)),
      );
      expect([...queues["event-letters"].records, ...queues.failed.records]).toEqual([]);
      if (rate > 0) return;

      expect(delivered).toHaveLength(events.length * FLOWS.length);
      const contents = Map.groupBy(requests, ({ id }) => id);
      for (const sent of contents.values()) expect(new Set(sent.map(({ content }) => content)).size).toBe(1);
      const before = requests.length;
      sendCopies("later");
      await stack.rest(2 * HOUR_MS);
      expect(requests.slice(before)).toEqual([]);
    },
  );
});
