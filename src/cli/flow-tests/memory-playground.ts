// The real use cases over a backend in memory, one message after the other. Nothing waits in real time: after everything due is
// processed, the clock is set to the next due time, so ninety days take as long as three messages.

import { type DeliveryPorts, deliver } from "#app/delivery/deliver.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { approveDelivery, discardDelivery } from "#app/operator/review-delivery.ts";
import { advanceRun } from "#app/runs/advance-run.ts";
import { type MatchingPorts, matchEvents } from "#app/runs/match-events.ts";
import type { ProfileStore } from "#app/runs/profile-ports.ts";
import type { RunPorts } from "#app/runs/run-ports.ts";
import { NO_SOURCES } from "#app/sources/source-catalogue.ts";
import { StoppedActions } from "#app/stops/stopped-actions.ts";
import { OPEN_GATE } from "#app/targets/target-gate.ts";
import { hmacSha256Base64 } from "#backends/cryptography/hmac-sha256.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { MemoryActionStops } from "#backends/memory/memory-action-stops.ts";
import { MemoryDeliveryStore } from "#backends/memory/memory-delivery-store.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { MemoryWaitingRuns } from "#backends/memory/memory-waiting-runs.ts";
import { TimedQueue } from "#backends/memory/timed-queue.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import type { Playground, PlaygroundSetup } from "./playground.ts";

/** Replaces chance: each retry takes the middle of its window. */
const CHANCE = 0.5;

type Waiting = DeliveryMessage | RunMessage;

/** Opens a playground in memory. A caller that explains the outcome passes its own `profiles`. */
export async function openMemoryPlayground(
  setup: PlaygroundSetup,
  profiles: ProfileStore = new MemoryProfileStore(),
): Promise<Playground> {
  const waiting = new TimedQueue<Waiting>();
  const store = new MemoryDeliveryStore();
  const ports = { ...portsOf(setup, store, waiting), profiles };
  const work = (message: Waiting) => (message.kind === "run" ? advanceRun(ports, message) : deliver(ports, message));
  return {
    receive: (message) => matchEvents(ports, [message]),
    async review(decision, id) {
      await (decision === "approve" ? approveDelivery : discardDelivery)(ports, id);
    },
    async workDue() {
      for (let next = waiting.take(setup.clock.now); next; next = waiting.take(setup.clock.now)) await work(next);
    },
    nextDue: async () => waiting.nextDue(),
    deliveries: async () => store.records,
    close: async () => {},
  };
}

function portsOf(
  { clock, flows, timezone, secrets, target }: PlaygroundSetup,
  store: MemoryDeliveryStore,
  waiting: TimedQueue<Waiting>,
): Omit<MatchingPorts & RunPorts & DeliveryPorts, "profiles"> {
  const catalogue = compileCatalogue("1", flows);
  let owners = 0;
  return {
    catalogue: { current: async () => catalogue },
    gate: OPEN_GATE,
    store,
    secrets,
    target,
    sha256Hex,
    hmac: hmacSha256Base64,
    dispatchQueue: {
      async send(deliveries) {
        for (const { message } of deliveries) waiting.add(message, clock.now);
      },
    },
    delayedDispatches: { sendLater: async ({ message }, dueAt) => waiting.add(message, dueAt) },
    stepsQueue: {
      async send(runs) {
        for (const run of runs) waiting.add(run, run.due_at);
      },
    },
    waitingRuns: new MemoryWaitingRuns(
      () => waiting.messages.filter((message) => message.kind === "run"),
      () => clock.now,
    ),
    stops: new StoppedActions(
      new MemoryActionStops(),
      () => clock.now,
      () => {},
    ),
    // Reports read failed deliveries from their records. Events were checked when the scenario was loaded.
    failedDeliveries: { send: async () => {} },
    sources: NO_SOURCES,
    eventsDeadLetters: { send: ({ problems }) => Promise.reject(new Error(JSON.stringify(problems))) },
    organizationZone: timezone,
    now: () => clock.now,
    random: () => CHANCE,
    newOwner: () => `owner-${++owners}`,
    version: "test",
    organization: {},
  };
}
