// One process of Flowhook in a simulated world: the real use cases, with a catalogue of its own, over ports whose effects
// take time and fail. What becomes of each message is noted, so that it can be judged afterwards.

import { advanceRun } from "#app/advance-run.ts";
import { type DeliveryPorts, deliver } from "#app/delivery/deliver.ts";
import { type FlowCatalogue, flowCatalogue } from "#app/flows/catalogue.ts";
import { matchEvents } from "#app/match-events.ts";
import type { Dispatch } from "#app/ports.ts";
import { retryDelivery } from "#app/retry-delivery.ts";
import type { StartPorts } from "#app/runs/run-ports.ts";
import { StoppedActions } from "#app/stops/stopped-actions.ts";
import { GuardedGate } from "#app/targets/target-gate.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { faulty, type Gate } from "./faulty.ts";
import type { History, Work } from "./history.ts";
import type { SimulatedPorts } from "./simulated-ports.ts";
import type { Received } from "./simulated-queue.ts";
import type { Living, World } from "./world.ts";

/** How long calls take at most, in milliseconds: together less than the 30 s that a claim holds, as on AWS. */
const CALL_MS = 2_000;
const POST_MS = 14_000;

/** A process of Flowhook. */
export class SimulatedProcess implements Living {
  ended = false;
  readonly mortal = true;
  readonly #world: World;
  readonly #ports: SimulatedPorts;
  readonly #history: History;
  readonly #catalogue: FlowCatalogue;
  readonly #stops: StoppedActions;
  readonly #targetGate: GuardedGate;
  readonly #works = new Set<Work>();

  constructor(world: World, ports: SimulatedPorts, history: History) {
    this.#world = world;
    this.#ports = ports;
    this.#history = history;
    // What keeps the flows from being read hits everything that waits for them.
    const gate = this.#gate(CALL_MS, () => {
      for (const work of this.#works) work.hit = true;
    });
    this.#catalogue = flowCatalogue(
      faulty(ports.flows, gate),
      () => world.now,
      () => {},
    );
    this.#stops = new StoppedActions(
      faulty(ports.stops, gate),
      () => world.now,
      () => {},
    );
    this.#targetGate = new GuardedGate({
      ...{ healths: faulty(ports.healths, gate), limiter: faulty(ports.limiter, gate), hostLimits: {} },
      ...{ now: () => world.now, random: world.random },
      ...{ onChange: () => {}, onError: () => {} },
    });
  }

  /** How many messages it is working on. */
  get busy(): number {
    return this.ended ? 0 : this.#works.size;
  }

  /** Matches a batch of events. */
  match(received: readonly Received<EventMessage>[]): Promise<void> {
    return this.#work({}, async (work) => {
      const call = this.#callsOf(work);
      const eventsDeadLetters = faulty(this.#ports.eventsDeadLetters, call);
      await matchEvents(
        { ...this.#startPorts(call), eventsDeadLetters, sha256Hex },
        received.map(({ message }) => message),
      );
      for (const { acknowledge } of received) await call(acknowledge);
    });
  }

  /** Makes the attempt that a message asks for. */
  deliver({ message: { message }, acknowledge }: Received<Dispatch>): Promise<void> {
    return this.#work({ message }, async (work) => {
      const delivered = await deliver(this.#deliveryPorts(work, message), message);
      if (delivered === "done") await this.#callsOf(work)(acknowledge);
    });
  }

  /** Takes a run on. */
  advance({ message, acknowledge }: Received<RunMessage>): Promise<void> {
    return this.#work({}, async (work) => {
      const call = this.#callsOf(work);
      const world = this.#world;
      const store = faulty(this.#history.noting(this.#ports.store, work), call);
      const owner = { newOwner: () => `owner-${world.random()}`, now: () => world.now };
      const waits = faulty(this.#ports.waits, call);
      const advanced = await advanceRun({ ...this.#startPorts(call), ...owner, store, waits }, message);
      if (advanced === "done") await call(acknowledge);
    });
  }

  /** Asks for a delivery to be sent again, as an operator does. */
  retry(id: string, forced: boolean): Promise<void> {
    return this.#work({}, async (work) => {
      const call = this.#callsOf(work);
      const { store, dispatchQueue } = this.#ports;
      const ports = { store: faulty(store, call), dispatchQueue: faulty(dispatchQueue, call) };
      await retryDelivery({ ...ports, catalogue: this.#catalogue, now: () => this.#world.now }, id, forced);
    });
  }

  #startPorts(call: Gate): StartPorts {
    const { dispatchQueue, stepsQueue, profiles } = this.#ports;
    return {
      catalogue: this.#catalogue,
      dispatchQueue: faulty(dispatchQueue, call),
      stepsQueue: faulty(stepsQueue, call),
      profiles: faulty(profiles, call),
      organizationZone: "UTC",
    };
  }

  #deliveryPorts(work: Work, message: DeliveryMessage): DeliveryPorts {
    const { store, dispatchQueue, failedDeliveries, secrets, target } = this.#ports;
    const world = this.#world;
    const call = this.#callsOf(work);
    return {
      catalogue: this.#catalogue,
      store: faulty(this.#history.noting(store, work), call),
      dispatchQueue: faulty(dispatchQueue, call),
      failedDeliveries: faulty(failedDeliveries, call),
      stops: this.#stops,
      gate: this.#targetGate,
      secrets,
      target: faulty(this.#history.notingArrivals(target, work, message), this.#callsOf(work, POST_MS)),
      now: () => world.now,
      random: world.random,
      newOwner: () => `owner-${world.random()}`,
      hmac: () => "signature",
      version: "0",
      organization: {},
      organizationZone: "UTC",
    };
  }

  #callsOf(work: Work, ms = CALL_MS): Gate {
    return this.#gate(ms, () => {
      work.hit = true;
    });
  }

  #gate(ms: number, onFault: () => void): Gate {
    return (run) => this.#world.effect({ of: this, ms, onFault }, run);
  }

  /** Works on something. What ends with an error leaves its message in the queue. */
  async #work(about: Pick<Work, "message">, run: (work: Work) => Promise<void>): Promise<void> {
    const never = Number.POSITIVE_INFINITY;
    const work: Work = { ...about, process: this, hit: false, recorded: false, leaseUntil: never, endedAt: never };
    this.#works.add(work);
    try {
      await run(work);
    } catch (error) {
      this.#history.errors.push({ error, work });
    } finally {
      work.endedAt = this.#world.now;
      this.#works.delete(work);
    }
  }
}
