// The ports of a simulated world, in memory and without faults, which faulty.ts adds.

import type {
  DelayedDispatches,
  Dispatch,
  DispatchQueue,
  FailedDeliveries,
  FailedDelivery,
} from "#app/delivery/delivery-ports.ts";
import type { WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { FlowPublication, FlowSnapshot } from "#app/flows/flow-ports.ts";
import type { EventDeadLetter, EventsDeadLetters, StepsQueue } from "#app/runs/run-ports.ts";
import { MemoryActionStops } from "#backends/memory/memory-action-stops.ts";
import { MemoryDeliveryStore } from "#backends/memory/memory-delivery-store.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { MemoryTargetHealths } from "#backends/memory/memory-target-healths.ts";
import { MemoryTargetLimiter } from "#backends/memory/memory-target-limiter.ts";
import { MemoryWaitingRuns } from "#backends/memory/memory-waiting-runs.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import type { EventsQueue } from "../contracts/events-queue.contract.ts";
import { SimulatedQueue } from "./simulated-queue.ts";
import { simulatedTarget } from "./simulated-target.ts";
import type { World } from "./world.ts";

/** The ports of a simulated world, and their contents. */
export class SimulatedPorts {
  readonly events: SimulatedQueue<EventMessage>;
  readonly dispatches: SimulatedQueue<Dispatch>;
  readonly steps: SimulatedQueue<RunMessage>;
  readonly eventLetters: EventDeadLetter[] = [];
  readonly failed: FailedDelivery[] = [];
  readonly secretValues = new Map<string, string>();

  readonly store = new MemoryDeliveryStore();
  readonly stops = new MemoryActionStops();
  readonly healths = new MemoryTargetHealths();
  readonly limiter = new MemoryTargetLimiter();
  readonly flows = new SimulatedFlowStore();
  readonly target: WebhookTarget;
  readonly eventsQueue: EventsQueue = { send: (message) => this.events.send([message]) };
  readonly dispatchQueue: DispatchQueue = {
    send: (deliveries) => this.dispatches.send(deliveries),
  };
  readonly delayedDispatches: DelayedDispatches = {
    sendLater: (delivery, dueAt) => this.dispatches.send([delivery], dueAt),
  };
  readonly stepsQueue: StepsQueue = {
    send: async (runs) => {
      for (const run of runs) await this.steps.send([run], run.due_at);
    },
  };
  readonly waitingRuns: MemoryWaitingRuns;
  readonly profiles = new MemoryProfileStore();
  readonly eventsDeadLetters: EventsDeadLetters = { send: async (letter) => void this.eventLetters.push(letter) };
  readonly failedDeliveries: FailedDeliveries = { send: async (letter) => void this.failed.push(letter) };

  constructor(world: World) {
    this.events = new SimulatedQueue(world);
    this.dispatches = new SimulatedQueue(world);
    this.steps = new SimulatedQueue(world);
    this.target = simulatedTarget(world, () => this.secretValues.get("key"));
    this.waitingRuns = new MemoryWaitingRuns(
      () => this.steps.messages.map(({ message }) => message),
      () => world.now,
    );
  }
}

/** Flows in memory, without faults. */
export class SimulatedFlowStore implements FlowPublication {
  #snapshot: FlowSnapshot | undefined;

  async version(): Promise<string> {
    return (await this.load()).version;
  }

  async load(): Promise<FlowSnapshot> {
    if (this.#snapshot === undefined) throw new Error("No flows were ever stored; call replace() first");
    return this.#snapshot;
  }

  async replace(flows: readonly Flow[]): Promise<FlowSnapshot> {
    const { version = "0", flows: before = [] } = this.#snapshot ?? {};
    const given = new Set(flows.map(({ id }) => id));
    const missing = before.filter(({ id }) => !given.has(id)).map((flow): Flow => ({ ...flow, status: "disabled" }));
    const all = [...flows, ...missing].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#snapshot = { version: String(Number(version) + 1), flows: all };
    return this.#snapshot;
  }
}
