import { describe, expect, it } from "vitest";
import { loadFlows } from "#app/flows/load-flows.ts";
import { dispatchesOf } from "#app/match-events.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { deliveryId } from "#core/delivery/delivery-id.ts";
import { DEFAULT_RETRY_POLICY } from "#core/delivery/retry-policy.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { ORDER, orderFlow } from "../server/embedded.ts";
import { SimulatedFlowhook } from "../simulated/simulated-flowhook.ts";
import { World } from "../simulated/world.ts";

const SEEDS = 400;
const EVENTS = 12;
/** Effects during which things go wrong: most of a run's. */
const FAULTY_STEPS = 400;
const MOST_ATTEMPTS = DEFAULT_RETRY_POLICY.windowsMs.length + 1;

const { flows } = loadFlows([
  { path: "a.yaml", text: orderFlow("first", "https://a.example/hook") },
  { path: "b.yaml", text: orderFlow("second", "https://b.example/hook") },
]);

function message(world: World, number: number): EventMessage {
  // One is no event at all, and two are the same event, sent twice.
  const order = String(number === 2 ? 1 : number);
  const event = { ...ORDER, unique_id: order, properties: { ...ORDER.properties, OrderId: order } };
  const body = number === 0 ? { metric: "" } : event;
  return {
    v: 1,
    format: "plain",
    request_id: `request-${number}`,
    received_at: world.now,
    key_id: "key",
    body: JSON.stringify(body),
  };
}

async function simulate(seed: number): Promise<{ flowhook: SimulatedFlowhook; accepted: readonly EventMessage[] }> {
  const world = new World(seed, { error: 0, crash: 0 });
  const flowhook = new SimulatedFlowhook(world, flows);
  const accepted = Array.from({ length: EVENTS }, (_, number) => message(world, number));
  const sent = flowhook.events.send(accepted);
  await world.step();
  await sent;
  world.faults = { error: 0.03, crash: 0.02 };
  await flowhook.run(FAULTY_STEPS);
  return { flowhook, accepted };
}

/** The deliveries that the accepted events must lead to, by id. */
function expectedIds(flowhook: SimulatedFlowhook, accepted: readonly EventMessage[]): Set<string> {
  const dispatches = accepted.flatMap((one) => {
    const parsed = parseEvent(one, sha256Hex);
    return parsed.ok ? dispatchesOf(flowhook.catalogue, parsed.event) : [];
  });
  return new Set(
    dispatches.map(({ message: { event, flow_id, action_id } }) =>
      deliveryId({ event_id: event.id, flow_id, action_id }),
    ),
  );
}

describe(`in ${SEEDS} simulated worlds full of faults`, () => {
  const worlds = Array.from({ length: SEEDS }, (_, seed) => seed);

  /** Checks each world; what it says of one that is wrong names the seed. */
  async function inEach(check: (world: Awaited<ReturnType<typeof simulate>>) => unknown, expected: unknown) {
    for (const seed of worlds) expect({ seed, found: check(await simulate(seed)) }).toEqual({ seed, found: expected });
  }

  it("every accepted event's deliveries end as delivered or failed, once each, and no error goes unexplained", async () => {
    await inEach(
      ({ flowhook, accepted }) => {
        const { records } = flowhook.store;
        const unfinished = records.filter(({ status }) => status !== "delivered" && status !== "failed");
        const ids = new Set(records.map(({ id }) => id));
        const [missing, surplus] = [
          expectedIds(flowhook, accepted).difference(ids),
          ids.difference(expectedIds(flowhook, accepted)),
        ];
        return { bugs: flowhook.bugs, unfinished, missing: [...missing], surplus: [...surplus] };
      },
      { bugs: [], unfinished: [], missing: [], surplus: [] },
    );
  }, 60_000);

  it("what failed lies in the dead letters as the next round, and what can't be understood with its reason", async () => {
    await inEach(
      ({ flowhook }) => {
        const letters = new Map(
          flowhook.failedDeliveries.map(({ message: { event, flow_id, action_id, round, attempt } }) => {
            return [deliveryId({ event_id: event.id, flow_id, action_id }), `${round}.${attempt}`];
          }),
        );
        const wrong = flowhook.store.records.filter(({ id, status, round }) => {
          return letters.get(id) !== (status === "failed" ? `${round + 1}.1` : undefined);
        });
        return { wrong, unread: new Set(flowhook.eventDeadLetters.map(({ message: { request_id } }) => request_id)) };
      },
      { wrong: [], unread: new Set(["request-0"]) },
    );
  }, 60_000);

  it("nothing is sent after a success was recorded, the same body every time, and never more often than the policy says", async () => {
    await inEach(
      ({ flowhook }) => {
        const { arrivals } = flowhook.target;
        const late = arrivals.filter(({ id, sequence }) => sequence > (flowhook.store.deliveredAt.get(id) ?? Infinity));
        const bodies = Map.groupBy(arrivals, ({ id }) => id);
        const changed = [...bodies.values()].filter((same) => new Set(same.map(({ body }) => body)).size > 1);
        const attempts = flowhook.store.records.map(({ attempts: made }) => made.map(({ attempt }) => attempt));
        const disorder = attempts.filter((made) => made.some((attempt, index) => attempt !== index + 1));
        return { late, changed, disorder, tooMany: attempts.filter(({ length }) => length > MOST_ATTEMPTS) };
      },
      { late: [], changed: [], disorder: [], tooMany: [] },
    );
  }, 60_000);

  it("faults, retries, failures and redelivery do happen", async () => {
    const seen = { retried: 0, failed: 0, delivered: 0, repeats: 0 };
    for (const seed of worlds.slice(0, 50)) {
      const { flowhook } = await simulate(seed);
      const { records } = flowhook.store;
      seen.retried += records.filter(({ attempts }) => attempts.length > 1).length;
      seen.failed += records.filter(({ status }) => status === "failed").length;
      seen.delivered += records.filter(({ status }) => status === "delivered").length;
      seen.repeats += flowhook.target.arrivals.length - records.reduce((sum, { attempts }) => sum + attempts.length, 0);
    }
    expect(Object.values(seen).every((count) => count > 10)).toBe(true);
  }, 60_000);
});
