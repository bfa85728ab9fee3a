// The ports of a simulated world, in memory and without faults, which faulty.ts adds.

import type {
  DelayedDispatches,
  Dispatch,
  DispatchQueue,
  FailedDeliveries,
  FailedDelivery,
} from "#app/delivery/delivery-ports.ts";
import type { WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { EventDeadLetter, EventsDeadLetters, StepsQueue } from "#app/runs/run-ports.ts";
import { MemoryActionStops } from "#backends/memory/memory-action-stops.ts";
import { MemoryDeliveryStore } from "#backends/memory/memory-delivery-store.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { MemoryTargetHealths } from "#backends/memory/memory-target-healths.ts";
import { MemoryTargetLimiter } from "#backends/memory/memory-target-limiter.ts";
import { MemoryWaitingRuns } from "#backends/memory/memory-waiting-runs.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import type { EventsQueue } from "../contracts/events-queue.contract.ts";
import { SimulatedFlowStore } from "./simulated-flow-store.ts";
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
