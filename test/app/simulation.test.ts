// The real use cases in hundreds of simulated worlds, each drawn from its seed. What is wrong is told with the seed, by
// which that world can be run again alone.

import { beforeAll, describe, expect, it } from "vitest";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { FAULT_CASES } from "../simulated/fault-cases.ts";
import * as invariants from "../simulated/invariants.ts";
import { type Plan, SimulatedFlowhook } from "../simulated/simulated-flowhook.ts";
import { DOWN_HOST } from "../simulated/simulated-target.ts";
import { type FaultRates, World } from "../simulated/world.ts";
import { worldFlows } from "../simulated/world-flows.ts";

const SEEDS = 250;
const EVENTS = 10;
/** Effects during which things go wrong: most of a world's. */
const QUIET_AFTER = 500;

const flow = (id: string, metric: string, actions: string) => `
id: ${id}
name: ${id}
status: live
definition:
  triggers: [{ type: metric, id: ${metric} }]
  entry_action_id: send
  actions:
${actions}`;

const send = (id: string, message: string, next = "null") =>
  `    - { id: ${id}, type: send-webhook, links: { next: ${next} }, data: { status: live, message: ${message} } }\n`;

/** Flows with a webhook each, a chain with one that needs a secret, one whose target is down, and one that matches nothing. */
function flowsOf(version: string): readonly Flow[] {
  const body = `{ order: "{{ event.OrderId }}", version: ${version} }`;
  const key = '"https://b.example/{{ secrets.key }}"';
  const texts = [
    flow("single", "Placed Order", send("send", `{ url: "https://a.example/", body: ${body} }`)),
    flow(
      "chain",
      "Placed Order",
      send("send", `{ url: "https://a.example/", body: ${body} }`, "then") +
        send("then", `{ url: ${key}, body: ${body} }`),
    ),
    flow("down", "Refunded Order", send("send", `{ url: "https://${DOWN_HOST}/", body: ${body} }`)),
    flow("other", "Viewed Product", send("send", `{ url: "https://a.example/", body: ${body} }`)),
  ];
  return worldFlows(texts);
}

/** One event is none at all, two are the same one sent twice, one goes to a target that is down. */
function eventsOf(now: number): EventMessage[] {
  return Array.from({ length: EVENTS }, (_, number) => {
    const OrderId = String(number === 2 ? 1 : number);
    const metric = number === 3 ? "Refunded Order" : "Placed Order";
    const event = { metric, profile: { email: "ada@customer.example" }, unique_id: OrderId, properties: { OrderId } };
    const body = JSON.stringify(number === 0 ? { metric: "" } : event);
    return { v: 1, format: "plain", request_id: `request-${number}`, received_at: now, key_id: "key", body };
  });
}

const FLOWS = { flows: flowsOf("1"), edited: flowsOf("2") };

/** Lets one world come to rest. */
async function simulate(seed: number, faults: FaultRates): Promise<SimulatedFlowhook> {
  const world = new World(seed, faults);
  const plan: Plan = { ...FLOWS, events: eventsOf(world.now), secrets: { key: "k" }, quietAfter: QUIET_AFTER };
  const flowhook = new SimulatedFlowhook(world, plan);
  await flowhook.run();
  return flowhook;
}

type Invariant = keyof typeof invariants;

describe.each(FAULT_CASES)(`in ${SEEDS} worlds %s`, (_, faults) => {
  const broken = new Map<Invariant, string[]>();
  const seen = {
    accepted: 0,
    delivered: 0,
    failed: 0,
    retried: 0,
    exhausted: 0,
    sentAgain: 0,
    edited: 0,
    letters: 0,
    errors: 0,
  };

  beforeAll(async () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const flowhook = await simulate(seed, faults);
      look(flowhook);
      for (const [name, check] of Object.entries(invariants)) {
        const found = check(flowhook).map((what) => `seed ${seed}: ${what}`);
        broken.set(name as Invariant, [...(broken.get(name as Invariant) ?? []), ...found]);
      }
    }
  }, 120_000);

  function look({ ports, history }: SimulatedFlowhook): void {
    const { records } = ports.store;
    const count = (holds: (record: DeliveryRecord) => boolean) => records.filter(holds).length;
    seen.accepted += history.accepted.length;
    seen.letters += ports.eventLetters.length;
    seen.errors += history.errors.length;
    seen.delivered += count(({ status }) => status === "delivered");
    seen.failed += count(({ status }) => status === "failed");
    seen.retried += count(({ attempts }) => attempts.some(({ attempt }) => attempt > 1));
    seen.exhausted += count(({ attempts }) => attempts.some(({ attempt }) => attempt === 18));
    seen.sentAgain += count(({ round }) => round > 1);
    seen.edited += history.arrivals.filter(({ body }) => body.includes('"version":2')).length;
  }

  it.each<[string, Invariant]>([
    ["every accepted event's deliveries end as delivered or failed, and there are no others", "unaccounted"],
    ["an event that can't be understood lies in the dead letters, and no other", "misplacedEvents"],
    ["no error goes unexplained", "unexplainedErrors"],
    ["rounds and attempts follow each other, eighteen at most and none too soon", "disorderedAttempts"],
    ["what failed lies in the dead letters as its next round, with its reason and its attempts", "wrongLetters"],
    ["every webhook names its delivery and its attempt", "misnamed"],
    ["an attempt arrives twice only after a fault", "sentTwice"],
    [
      "what was delivered is sent again by force alone, or by one whose claim ran out while it stood still",
      "sentAfterSuccess",
    ],
    ["automatic retries carry the same body, also when the flow was edited", "changedBodies"],
  ])("%s", (_title, invariant) => {
    expect(broken.get(invariant)).toEqual([]);
  });

  it("everything that is to be judged does happen", () => {
    const { errors, ...always } = seen;
    expect(seen.accepted).toBe(SEEDS * EVENTS);
    expect(Object.entries(always).filter(([, count]) => count < 50)).toEqual([]);
    expect(errors > 50).toBe(faults.error > 0);
  });
});
