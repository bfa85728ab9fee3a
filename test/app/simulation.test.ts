// The real use cases in hundreds of simulated worlds, each generated from its seed. A failure names the seed, with which that
// world can be run again alone.

import { beforeAll, describe, expect, it } from "vitest";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { checked, type Fields, flowWith, onMetric, send } from "#support/flow-files.ts";
import { CLOCK_CASES, FAULT_CASES, foundIn, type RestingWorld, worldsAtRest } from "../simulated/fault-cases.ts";
import * as invariants from "../simulated/invariants.ts";
import { ALL_WORLDS } from "../simulated/seeds.ts";
import { type Plan, SimulatedFlowhook } from "../simulated/simulated-flowhook.ts";
import { DOWN_HOST } from "../simulated/simulated-target.ts";
import { type FaultRates, World } from "../simulated/world.ts";

const SEEDS = 200;
const EVENTS = 10;
/** The number of effects with faults: most of a world's. */
const QUIET_AFTER = 500;

const flow = (id: string, metric: string, ...actions: readonly Fields[]) =>
  checked(flowWith(actions, onMetric(metric), { id }));

/**
 * Flows with one webhook, with a chain whose second webhook needs a secret, with a target that is down, and one that no event
 * matches.
 */
function flowsOf(version: number): readonly Flow[] {
  const message = (url: string) => ({ message: { url, body: { order: "{{ event.OrderId }}", version } } });
  const first = message("https://a.example/");
  return [
    flow("single", "Placed Order", send("send", undefined, first)),
    flow(
      "chain",
      "Placed Order",
      send("send", "then", first),
      send("then", undefined, message("https://b.example/{{ secrets.key }}")),
    ),
    flow("down", "Refunded Order", send("send", undefined, message(`https://${DOWN_HOST}/`))),
    flow("other", "Viewed Product", send("send", undefined, first)),
  ];
}

/** One event is invalid, two are copies of the same event, and one goes to a target that is down. */
function eventsOf(now: number): EventMessage[] {
  return Array.from({ length: EVENTS }, (_, number) => {
    const OrderId = String(number === 2 ? 1 : number);
    const metric = number === 3 ? "Refunded Order" : "Placed Order";
    const event = { metric, profile: { email: "ada@customer.example" }, unique_id: OrderId, properties: { OrderId } };
    const body = JSON.stringify(number === 0 ? { metric: "" } : event);
    return { v: 1, format: "plain", request_id: `request-${number}`, received_at: now, key_id: "key", body };
  });
}

const FLOWS = { flows: flowsOf(1), edited: flowsOf(2) };

/** Runs one world until it is at rest. */
async function simulate(seed: number, faults: FaultRates): Promise<SimulatedFlowhook> {
  const world = new World(seed, faults);
  const plan: Plan = { ...FLOWS, events: eventsOf(world.now), secrets: { key: "k" }, quietAfter: QUIET_AFTER };
  const flowhook = new SimulatedFlowhook(world, plan);
  await flowhook.run();
  return flowhook;
}

const LOOKS = { ...invariants };

type Invariant = keyof typeof LOOKS;

/** Counts how often each behavior under test occurs. */
function seenIn(worlds: readonly RestingWorld[]) {
  const histories = worlds.map(({ flowhook }) => flowhook.history);
  const records = worlds.flatMap(({ flowhook }) => flowhook.ports.store.records);
  const arrivals = histories.flatMap((history) => history.arrivals);
  const count = (holds: (record: DeliveryRecord) => boolean) => records.filter(holds).length;
  return {
    accepted: histories.reduce((sum, { accepted }) => sum + accepted.length, 0),
    errors: histories.reduce((sum, { errors }) => sum + errors.length, 0),
    letters: worlds.reduce((sum, { flowhook }) => sum + flowhook.ports.eventLetters.length, 0),
    delivered: count(({ status }) => status === "delivered"),
    failed: count(({ status }) => status === "failed"),
    retried: count(({ attempts }) => attempts.some(({ attempt }) => attempt > 1)),
    exhausted: count(({ attempts }) => attempts.some(({ attempt }) => attempt === 18)),
    sentAgain: count(({ round }) => round > 1),
    edited: arrivals.filter(({ body }) => body.includes('"version":2')).length,
  };
}

describe.each([...FAULT_CASES, ...CLOCK_CASES])(`in ${SEEDS} worlds %s`, (_, faults) => {
  let worlds: readonly RestingWorld[] = [];
  beforeAll(async () => {
    worlds = await worldsAtRest(SEEDS, (seed) => simulate(seed, faults));
  });

  it.each<[string, Invariant]>([
    ["every delivery of an accepted event is delivered or has failed, and there are no others", "unaccounted"],
    ["the dead letters contain exactly the events that are invalid", "misplacedEvents"],
    ["every error is a fault of the world", "unexplainedErrors"],
    ["rounds and attempts follow each other, eighteen at most and never too early", "disorderedAttempts"],
    ["each failed delivery has a dead letter: its next round, with its reason and its attempts", "wrongLetters"],
    ["every webhook names its delivery and its attempt", "misnamed"],
    ["an attempt arrives twice only after a fault", "sentTwice"],
    [
      "a successful delivery is sent again only by force, or by a worker whose claim was taken over",
      "sentAfterSuccess",
    ],
    ["every delivery that is recorded as delivered arrived", "neverArrived"],
    ["a round has no more attempts than its policy allows", "overPolicy"],
    ["no attempt waits too long, whatever the target asks for", "waitsTooLong"],
    ["automatic retries carry the same body, even after the flow was edited", "changedBodies"],
  ])("%s", (_title, invariant) => {
    expect(foundIn(worlds, LOOKS[invariant])).toEqual([]);
  });

  it.each(ALL_WORLDS ? ["enough"] : [])("each behavior under test occurs often %s", () => {
    const { errors, ...always } = seenIn(worlds);
    expect(always.accepted).toBe(SEEDS * EVENTS);
    expect(Object.entries(always).filter(([, count]) => count < 50)).toEqual([]);
    expect(errors > 50).toBe(faults.error > 0);
  });
});
