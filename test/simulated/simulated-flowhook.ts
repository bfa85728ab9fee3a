// All of Flowhook in a simulated world: the real use cases, workers that end and come again, and queues between them.

import { type DeliveryPorts, deliver } from "#app/delivery/deliver.ts";
import { type Catalogue, compileCatalogue } from "#app/flows/catalogue.ts";
import { matchEvents } from "#app/match-events.ts";
import type { EventDeadLetter, FailedDelivery } from "#app/ports.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { SimulatedDeliveryStore } from "./simulated-delivery-store.ts";
import { simulatedDispatchQueue } from "./simulated-dispatch-queue.ts";
import { SimulatedQueue } from "./simulated-queue.ts";
import { SimulatedTarget } from "./simulated-target.ts";
import { SimulatedFault, type World } from "./world.ts";

/** How much a worker takes from its queue at once. */
const BATCH = 10;

/** Flowhook in a simulated world. */
export class SimulatedFlowhook {
  readonly world: World;
  readonly events: SimulatedQueue<EventMessage>;
  readonly store: SimulatedDeliveryStore;
  readonly target: SimulatedTarget;
  readonly failedDeliveries: FailedDelivery[] = [];
  readonly eventDeadLetters: EventDeadLetter[] = [];
  /** Errors that no fault of the world explains. */
  readonly bugs: unknown[] = [];
  readonly catalogue: Catalogue;
  readonly #dispatches;
  readonly #ports: DeliveryPorts;
  #owners = 0;

  constructor(world: World, flows: readonly Flow[]) {
    this.world = world;
    this.events = new SimulatedQueue(world);
    this.store = new SimulatedDeliveryStore(world);
    this.target = new SimulatedTarget(world);
    this.catalogue = compileCatalogue("1", flows);
    this.#dispatches = simulatedDispatchQueue(world);
    this.#ports = {
      catalogue: { current: async () => this.catalogue },
      store: this.store,
      dispatchQueue: this.#dispatches.queue,
      failedDeliveries: { send: (letter) => world.effect(() => void this.failedDeliveries.push(letter)) },
      secrets: { get: async () => undefined, signing: async () => [] },
      target: this.target,
      now: () => world.now,
      random: world.random,
      newOwner: () => `owner-${++this.#owners}`,
      hmac: () => "signature",
      version: "0",
      organization: {},
    };
  }

  /** Runs until the queues are empty. Faults happen in the first `steps` effects; then the world is kind. */
  async run(steps: number): Promise<void> {
    for (let step = 0; ; step++) {
      if (step === steps) this.world.faults = { error: 0, crash: 0 };
      this.#startWorkers();
      if (await this.world.step()) continue;
      const next = Math.min(...[this.events, this.#dispatches.lying].map((queue) => queue.nextVisible() ?? Infinity));
      if (next === Number.POSITIVE_INFINITY) return;
      this.world.now = Math.max(this.world.now, next);
    }
  }

  #startWorkers(): void {
    const received = this.events.receive(BATCH);
    if (received.length > 0) void this.#work(() => this.#match(received));
    for (const { message, acknowledge } of this.#dispatches.lying.receive(BATCH)) {
      void this.#work(async () => {
        if ((await deliver(this.#ports, message.message)) === "done") await acknowledge();
      });
    }
  }

  async #match(received: ReturnType<SimulatedQueue<EventMessage>["receive"]>): Promise<void> {
    const eventsDeadLetters = {
      send: (letter: EventDeadLetter) => this.world.effect(() => void this.eventDeadLetters.push(letter)),
    };
    const messages = received.map(({ message }) => message);
    await matchEvents({ ...this.#ports, eventsDeadLetters, sha256Hex }, messages);
    for (const { acknowledge } of received) await acknowledge();
  }

  /** A worker that meets an error ends; its messages come again. */
  async #work(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      const lostClaim = error instanceof Error && error.message.startsWith("The claim on");
      if (!(error instanceof SimulatedFault) && !lostClaim) this.bugs.push(error);
    }
  }
}
