// A target that is down for hours and then recovers, and a target with limits, in simulated worlds full of faults. No delivery
// is lost or given up, and the target that is down receives only probes.

import { beforeAll, describe, expect, it } from "vitest";
import type { EventMessage } from "#core/messages/event-message.ts";
import { checked, sending } from "#support/flow-files.ts";
import { FAULT_CASES, foundIn, type RestingWorld, worldsAtRest } from "../simulated/fault-cases.ts";
import * as invariants from "../simulated/invariants.ts";
import { SimulatedFlowhook } from "../simulated/simulated-flowhook.ts";
import { type FaultRates, World } from "../simulated/world.ts";

const SEEDS = 40;
const EVENTS = 20;
const HOUR = 3_600_000;
/** How long the target answers no request, in milliseconds. */
const DOWN_MS = 2 * HOUR;
const LIMIT = 4;

const FLOWS = [
  checked(
    sending({ url: "https://recovering.example/", body: { order: "{{ event.OrderId }}" } }, { id: "recovering" }),
  ),
  checked(
    sending(
      { url: "https://limited.example/", limits: { requests_per_second: LIMIT, concurrency: 2 } },
      { id: "limited" },
    ),
  ),
];

function eventsOf(now: number): EventMessage[] {
  return Array.from({ length: EVENTS }, (_, number) => {
    const OrderId = String(number);
    const event = { metric: "Placed Order", profile: { email: "ada@customer.example" }, unique_id: OrderId };
    const body = JSON.stringify({ ...event, properties: { OrderId } });
    return { v: 1, format: "plain", request_id: `request-${number}`, received_at: now, key_id: "key", body };
  });
}

async function simulate(seed: number, faults: FaultRates): Promise<SimulatedFlowhook> {
  const world = new World(seed, faults);
  const plan = { flows: FLOWS, edited: FLOWS, events: eventsOf(world.now), secrets: {}, quietAfter: 1_000 };
  const flowhook = new SimulatedFlowhook(world, plan);
  const recoversAt = world.now + DOWN_MS;
  const target = {
    post: async ({ url }: { url: string }) => {
      const down = url.includes("recovering") && world.now < recoversAt;
      return { type: "answered" as const, status: down ? 503 : 200, excerpt: "", durationMs: 5 };
    },
  };
  Object.assign(flowhook.ports, { target });
  await flowhook.run();
  return flowhook;
}

/** The times at which webhooks arrived at a flow's target, in order. */
function arrivalsAt({ history }: SimulatedFlowhook, flowId: string) {
  return history.arrivals.filter(({ message }) => message.flow_id === flowId).sort((a, b) => a.at - b.at);
}

/** The most arrivals in any period of `ms` milliseconds. */
function mostWithin(times: readonly number[], ms: number): number {
  return Math.max(0, ...times.map((from) => times.filter((time) => time >= from && time < from + ms).length));
}

/** The times at which webhooks arrived at the target while it was down, once its circuit has had ten minutes to open. */
function arrivalsWhileDown(flowhook: SimulatedFlowhook): number[] {
  const start = flowhook.history.accepted[0]?.received_at ?? 0;
  const times = arrivalsAt(flowhook, "recovering").map(({ at }) => at);
  return times.filter((at) => at > start + 10 * 60_000 && at < start + DOWN_MS);
}

describe.each(FAULT_CASES)(`in ${SEEDS} worlds %s`, (_, faults) => {
  /** A frozen or ended process may break these properties, so they are checked only without such faults. */
  const clean = faults.error + faults.crash + faults.freeze === 0 ? ["without faults"] : [];
  let worlds: readonly RestingWorld[];
  beforeAll(async () => {
    worlds = await worldsAtRest(SEEDS, (seed) => simulate(seed, faults));
  });

  /** Returns the violations, each with the seed of its world. */
  const found = (check: (flowhook: SimulatedFlowhook) => string[]) => foundIn(worlds, check);

  it.each(Object.entries(invariants))("the invariant %s holds", (_name, invariant) => {
    expect(found(invariant)).toEqual([]);
  });

  it("every delivery is delivered after the target recovers, with attempts left", () => {
    const wrong = found(({ ports }) =>
      ports.store.records
        .filter(({ status, attempt }) => status !== "delivered" || attempt > 12)
        .map(({ id, status, attempt }) => `${id} is ${status} after ${attempt} attempts`),
    );
    expect(wrong).toEqual([]);
  });

  it("the target receives only probes while it is down", () => {
    const wrong = found((flowhook) => {
      const down = arrivalsWhileDown(flowhook);
      // Probes: ten minutes apart, or less while the intervals grow, and some whose process ended.
      return down.length > 20 ? [`${down.length} arrivals while it was down`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it.each(clean)("%s: at most one probe is in flight", () => {
    const wrong = found((flowhook) => {
      const down = arrivalsWhileDown(flowhook);
      const most = mostWithin(down, 60_000);
      return most > 1 ? [`${most} within a minute`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it.each(clean)("%s: the limited target receives no more requests than its limits allow", () => {
    const wrong = found((flowhook) => {
      const visits = arrivalsAt(flowhook, "limited").map(({ at, work }) => ({
        at,
        until: Math.min(work.answeredAt, work.endedAt),
      }));
      const most = Math.max(
        ...visits.map(({ at }) => visits.filter((other) => other.at <= at && other.until > at).length),
      );
      return most > 2 ? [`${most} at once`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it("in most worlds the circuit opens and deliveries wait for slots", () => {
    const waited = (why: string) =>
      worlds.filter(({ flowhook }) => {
        return flowhook.ports.store.records.some(({ attempts }) => attempts.some(({ reason }) => reason === why));
      });
    // While the health of targets can't be written, no circuit opens. The order of effects decides whether one in a few worlds waits.
    const least = worlds.length * (faults.throttle ? 0.8 : 0.95);
    expect(waited("target-failing").length).toBeGreaterThanOrEqual(least);
    expect(waited("target-limited").length).toBeGreaterThanOrEqual(least);
  });
});
