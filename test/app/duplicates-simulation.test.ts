// Copies of events in simulated worlds full of faults, as in simulation.test.ts: several senders send the same event, with and without
// a unique_id, and several processes match and deliver the copies at the same time.

import { beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { checked, delay, type Fields, flowWith, onMetric, send } from "#support/flow-files.ts";
import { CLOCK_CASES, FAULT_CASES, foundIn, type RestingWorld, worldsAtRest } from "../simulated/fault-cases.ts";
import { mixedCopies } from "../simulated/invariants/copies.ts";
import * as invariants from "../simulated/invariants.ts";
import type { Mutation } from "../simulated/mutation.ts";
import { ALL_WORLDS } from "../simulated/seeds.ts";
import { SimulatedFlowhook } from "../simulated/simulated-flowhook.ts";
import { type FaultRates, NO_FAULTS, World } from "../simulated/world.ts";

const SEEDS = 100;
const QUIET_AFTER = 500;
/** The copies of each event. */
const COPIES = 4;

const flow = (id: string, actions: readonly Fields[], definition: Fields = {}): Flow =>
  checked(flowWith(actions, { ...onMetric("Placed Order"), ...definition }, { id }));

const message = { message: { url: "https://a.example/{{ event.copy }}", body: { copy: "{{ event.copy }}" } } };

const FLOWS: readonly Flow[] = [
  flow("single", [send("send", undefined, message)]),
  flow("once", [send("send", undefined, message)], { reentry_criteria: { unit: "alltime", duration: 1 } }),
  flow("later", [delay("wait", { unit: "minutes", value: 2 }, "send"), send("send", undefined, message)]),
];

/** Copies of three events: with a unique_id and other data, with the same content and time, and without either. */
function eventsOf(now: number): EventMessage[] {
  const time = new Date(now - 60_000).toISOString();
  const order = { metric: "Placed Order", profile: { email: "ada@customer.example" } };
  return Array.from({ length: COPIES }, (_, copy) => [
    { ...order, unique_id: "1", properties: { copy } },
    copy % 2 === 0 ? { ...order, time, properties: { a: 1, b: 2 } } : { time, properties: { b: 2.0, a: 1 }, ...order },
    { ...order, profile: { email: `bo${copy}@customer.example` } },
  ])
    .flat()
    .map((event, index) => ({
      v: 1,
      format: "plain",
      request_id: `request-${index}`,
      received_at: now + index,
      key_id: "key",
      body: JSON.stringify(event),
    }));
}

/** Runs one world until it is at rest. */
async function simulate(seed: number, faults: FaultRates, mutation: Mutation = {}): Promise<SimulatedFlowhook> {
  const world = new World(seed, faults);
  const events = eventsOf(world.now);
  const plan = { flows: FLOWS, edited: FLOWS, secrets: {}, quietAfter: QUIET_AFTER, events, mutation };
  const flowhook = new SimulatedFlowhook(world, plan);
  await flowhook.run();
  return flowhook;
}

/** The number of different events that were accepted. */
function eventsIn({ history }: SimulatedFlowhook): number {
  const ids = history.accepted.map((one) => {
    const parsed = parseEvent(one, sha256Hex);
    return parsed.ok ? parsed.event.id : one.request_id;
  });
  return new Set(ids).size;
}

/** A delivery that was recorded for the same event, flow and action as another, or a record that is missing. */
function notOnce(flowhook: SimulatedFlowhook): string[] {
  const { records } = flowhook.ports.store;
  const wanted = eventsIn(flowhook) * FLOWS.length;
  // Of the two events of Ada, one enters the flow "once".
  const once = eventsIn(flowhook) - 1;
  const found = records.filter(({ flow_id }) => flow_id !== "once").length;
  const entered = records.filter(({ flow_id }) => flow_id === "once").length;
  return found === wanted - eventsIn(flowhook) && entered === once ? [] : [`${found} and ${entered} deliveries`];
}

const { unaccounted: _entersOnce, ...general } = invariants;

describe.each([...FAULT_CASES, ...CLOCK_CASES])(`in ${SEEDS} worlds %s`, (_, faults: FaultRates) => {
  let worlds: readonly RestingWorld[] = [];
  beforeAll(async () => {
    worlds = await worldsAtRest(SEEDS, (seed) => simulate(seed, faults));
  });

  it("copies are one event, and each flow and action has one delivery of it", () => {
    expect(worlds.map(({ flowhook }) => eventsIn(flowhook))).toEqual(worlds.map(() => 2 + COPIES));
    expect(foundIn(worlds, notOnce)).toEqual([]);
  });

  it("a delivery has the data of one copy in all its attempts, its record and its dead letters", () => {
    expect(foundIn(worlds, mixedCopies)).toEqual([]);
  });

  it.each(Object.entries(general))("the general invariant %s holds", (_name, check) => {
    expect(foundIn(worlds, check)).toEqual([]);
  });

  it.each(ALL_WORLDS ? ["often"] : [])("the copy that is delivered is not always the first one, %s", () => {
    const bodies = worlds.flatMap(({ flowhook }) => flowhook.history.arrivals.map(({ body }) => body));
    expect(new Set(bodies.filter((body) => /\d/.test(body))).size).toBe(COPIES);
  });
});

it("the worlds detect an id that depends on more than the event", async () => {
  const salted: Mutation = {
    ports: ({ random, ...ports }) => ({ ...ports, random, sha256Hex: (text) => sha256Hex(`${text}${random()}`) }),
  };
  const found: string[] = [];
  for (let seed = 0; seed < SEEDS && found.length === 0; seed++) {
    found.push(...notOnce(await simulate(seed, NO_FAULTS, salted)));
  }
  expect(found).toHaveLength(1);
});
