// Runs that are cancelled while they wait, in simulated worlds full of faults, as in simulation.test.ts.

import { beforeAll, describe, expect, it } from "vitest";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { checkedFlow, send, wait } from "#support/flow-files.ts";
import { FAULT_CASES, foundIn, type RestingWorld, worldsAtRest } from "../simulated/fault-cases.ts";
import * as invariants from "../simulated/invariants.ts";
import type { Mutation } from "../simulated/mutation.ts";
import { ALL_WORLDS } from "../simulated/seeds.ts";
import { SimulatedFlowhook } from "../simulated/simulated-flowhook.ts";
import { NO_FAULTS, World } from "../simulated/world.ts";

const SEEDS = 100;
const QUIET_AFTER = 400;

/** Two flows on one event, so that a run is cancelled and the event's other run is not. */
const FLOWS: readonly Flow[] = ["cart", "cart-2"].map((id) =>
  checkedFlow([wait("hour", 1, "remind"), send("remind", "day"), wait("day", 24, "again"), send("again")], {}, { id }),
);

function eventsOf(now: number): EventMessage[] {
  return Array.from({ length: 8 }, (_, index) => ({
    v: 1,
    format: "plain",
    request_id: `request-${index}`,
    received_at: now,
    key_id: "key",
    body: JSON.stringify({ metric: "Started Checkout", profile: { email: `c${index}@customer.example` } }),
  }));
}

/** Runs one world until it is at rest. */
async function simulate(world: World, mutation: Mutation = {}): Promise<SimulatedFlowhook> {
  const plan = { flows: FLOWS, edited: FLOWS, events: eventsOf(world.now), secrets: {}, quietAfter: QUIET_AFTER };
  const cancelling = new SimulatedFlowhook(world, { ...plan, cancels: true, mutation });
  await cancelling.run();
  return cancelling;
}

/** Dispatches of runs that were due after they were cancelled, unless an operator forced them. */
function sentThoughCancelled({ history }: SimulatedFlowhook): string[] {
  return history.arrivals
    .filter(({ message }) => message.round === 1)
    .filter(({ message }) =>
      history.cancelled.some(
        ({ run, at }) => run.event.id === message.event.id && run.flow_id === message.flow_id && message.due_at > at,
      ),
    )
    .map(({ id }) => id);
}

describe.each(FAULT_CASES)(`in ${SEEDS} worlds %s`, (_, faults) => {
  let worlds: readonly RestingWorld[] = [];
  beforeAll(async () => {
    worlds = await worldsAtRest(SEEDS, (seed) => simulate(new World(seed, faults)));
  });

  /** Returns the findings of `look` in each world. */
  const found = (look: (flowhook: SimulatedFlowhook) => string[]) => foundIn(worlds, look);

  it.each(ALL_WORLDS ? ["some"] : [])("%s runs are cancelled while they wait, and some are not", () => {
    const waited = worlds.map(({ flowhook }) => flowhook.history.cancelled.filter(({ run, at }) => run.due_at > at));
    expect(waited.filter((runs) => runs.length > 0).length).toBeGreaterThan(SEEDS / 2);
    const sent = worlds.map(({ flowhook }) => flowhook.history.arrivals.length);
    expect(Math.min(...sent)).toBeGreaterThan(0);
  });

  it("no delivery of a run that was due after its cancellation is sent, unless an operator forces it", () => {
    expect(found(sentThoughCancelled)).toEqual([]);
  });

  it("its deliveries are recorded as skipped, with the reason", () => {
    const missing = ({ history, ports }: SimulatedFlowhook) =>
      history.cancelled
        .filter(({ run, at }) => run.due_at > at)
        .map(({ run }) => `${run.event.id}:${run.flow_id}:${run.action_id}`)
        .filter((id) => {
          const record = ports.store.records.find((one) => one.id === id);
          return record?.attempts[0]?.reason !== "run-cancelled";
        });
    expect(found(missing)).toEqual([]);
  });

  it("a run that was not cancelled sends all its deliveries", () => {
    const missing = ({ history, ports }: SimulatedFlowhook) => {
      const cancelled = new Set(history.cancelled.map(({ run }) => `${run.event.id}:${run.flow_id}`));
      const events = new Set(ports.store.records.map(({ event_id }) => event_id));
      const runs = [...events].flatMap((event) => FLOWS.map(({ id }) => `${event}:${id}`));
      return runs
        .filter((run) => !cancelled.has(run))
        .flatMap((run) => ["remind", "again"].map((action) => `${run}:${action}`))
        .filter((id) => !history.arrivals.some((arrival) => arrival.id === id));
    };
    expect(found(missing)).toEqual([]);
  });

  const { unaccounted: _unaccounted, misplacedEvents: _events, ...general } = invariants;
  it.each(Object.entries(general))("the general invariant %s holds", (_name, check) => {
    expect(found(check)).toEqual([]);
  });
});

it("the invariants detect a run that wakes without checking whether it was cancelled", async () => {
  const unasked: Mutation = { ports: (ports) => ({ ...ports, waitingRuns: { isCancelled: async () => false } }) };
  const sent: string[] = [];
  for (let seed = 0; seed < SEEDS && sent.length === 0; seed++) {
    sent.push(...sentThoughCancelled(await simulate(new World(seed, NO_FAULTS), unasked)));
  }
  expect(sent.length).toBeGreaterThan(0);
});
