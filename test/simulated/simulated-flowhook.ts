// Flowhook in a simulated world, whole: processes that work at the same time, end and begin; clients that send events;
// operators who send deliveries again, edit flows and set secrets. It runs until no work is left.

import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { History } from "./history.ts";
import type { Mutation } from "./mutation.ts";
import { SimulatedPorts } from "./simulated-ports.ts";
import { SimulatedProcess } from "./simulated-process.ts";
import { type Effect, SimulatedFault, type World } from "./world.ts";

/** The inputs of a world. */
export interface Plan {
  readonly flows: readonly Flow[];
  /** The flows after someone has edited them. */
  readonly edited: readonly Flow[];
  readonly events: readonly EventMessage[];
  /** Secrets that are missing at first. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The number of effects after which neither faults nor people interfere. */
  readonly quietAfter: number;
  /** Whether operators cancel runs as well. */
  readonly cancels?: boolean;
  /** True if they also approve, discard and resume, and change secrets again and again. */
  readonly reviews?: boolean;
  /** A broken rule, to show that the invariants notice it. */
  readonly mutation?: Mutation;
}

const PROCESSES = 3;
const BATCH = 10;
/** The number of messages in work at the same time. */
const MOST_BUSY = 12;
/** The probability that a person interferes, for each effect. */
const OPERATOR_RATE = 0.02;
/** Clients send their events within this time, in milliseconds. */
const SENDING_MS = 60_000;
/** More effects than any world needs until it rests. */
const ENDLESS = 60_000;

/** Thrown if a world is not at rest after ENDLESS effects. */
export class Restless extends Error {}

export class SimulatedFlowhook {
  readonly world: World;
  readonly ports: SimulatedPorts;
  readonly history: History;
  readonly plan: Plan;
  #processes: SimulatedProcess[] = [];
  /** How often secrets were changed. */
  #rotations = 0;

  constructor(world: World, plan: Plan) {
    this.world = world;
    this.ports = new SimulatedPorts(world);
    this.history = new History(world);
    this.plan = plan;
  }

  /** Runs until no message and no client waits. */
  async run(): Promise<void> {
    await this.ports.flows.replace(this.plan.flows);
    for (const event of this.plan.events) void this.#send(event);
    for (let step = 0; step < ENDLESS; step++) {
      if (step === this.plan.quietAfter) this.#calm();
      if (step < this.plan.quietAfter && this.world.random() < OPERATOR_RATE) await this.#interfere();
      this.#startWorkers();
      if (!(await this.world.step()) && !this.#advanceClock()) return;
    }
    throw new Restless(`The world is not at rest after ${ENDLESS} effects`);
  }

  /** Sends an event as a client does: again, until it is accepted. */
  async #send(event: EventMessage): Promise<void> {
    const effect: Effect = { of: { ended: false, mortal: false }, ms: SENDING_MS, onFault: () => {} };
    for (;;) {
      try {
        await this.world.effect(effect, () => this.ports.eventsQueue.send(event));
        this.history.accepted.push(event);
        return;
      } catch (error) {
        if (!(error instanceof SimulatedFault)) throw error;
      }
    }
  }

  /** The number of further messages that can be worked on. */
  get #room(): number {
    return Math.max(0, MOST_BUSY - this.#processes.reduce((sum, { busy }) => sum + busy, 0));
  }

  #startWorkers(): void {
    const room = this.#room;
    if (room === 0) return;
    const received = this.ports.events.receive(1 + this.world.pick(BATCH));
    if (received.length > 0) void this.#process().match(received);
    for (const one of this.ports.steps.receive(room)) void this.#process().advance(one);
    for (const one of this.ports.dispatches.receive(room)) void this.#process().deliver(one);
  }

  /** Lets time pass until the next effect is possible; returns false if there is no next effect. */
  #advanceClock(): boolean {
    const queues = this.#room > 0 ? [this.ports.events, this.ports.steps, this.ports.dispatches] : [];
    const times = [this.world.nextTurn(), ...queues.map((queue) => queue.nextVisible())];
    const next = times.reduce<number>((first, time) => Math.min(first, time ?? first), Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) return false;
    this.world.now = Math.max(this.world.now, next);
    return true;
  }

  /** Returns one of the processes, after replacing those that have ended. */
  #process(): SimulatedProcess {
    const living = this.#processes.filter(({ ended }) => !ended);
    while (living.length < PROCESSES) living.push(this.#newProcess());
    this.#processes = living;
    const process = living[this.world.pick(PROCESSES)];
    if (process === undefined) throw new Error("No process is running");
    return process;
  }

  #newProcess(): SimulatedProcess {
    return new SimulatedProcess(this.world, this.ports, this.history, this.plan.mutation);
  }

  /** A person acts, also on deliveries that do not exist. */
  async #interfere(): Promise<void> {
    const { store, failed, dispatches, flows } = this.ports;
    const id = store.records[this.world.pick(store.records.length)]?.id ?? "evt_1:no:such";
    const letter = failed[this.world.pick(failed.length)];
    const deeds = [
      () => void this.#process().retry(id, false),
      () => void this.#process().retry(id, true),
      // As in a console: the letter is moved to the dispatch queue.
      () => letter && dispatches.send([letter]),
      () => flows.replace(this.plan.edited),
      () => this.#setSecrets(),
      ...(this.plan.cancels ? [() => this.#cancelOne()] : []),
      ...(this.plan.reviews ? this.#reviews() : []),
    ];
    await deeds[this.world.pick(deeds.length)]?.();
  }

  /** A person's actions on parked deliveries and stopped actions. */
  #reviews(): (() => void)[] {
    const { store, flows, failed, dispatches } = this.ports;
    const parked = store.records.filter(({ status }) => status === "parked" || status === "sending");
    const id = parked[this.world.pick(parked.length)]?.id ?? "evt_1:no:such";
    const { key } = this.history.stops[this.world.pick(this.history.stops.length)] ?? {};
    return [
      () => void this.#process().approve(id),
      () => void this.#process().discard(id),
      () => key && void this.#process().resume(key),
      () => void flows.replace(this.plan.flows),
      () => void this.#process().retryAll("failed"),
      () => void this.#process().retryAll("delivered"),
      // As in a console: a redrive moves all letters in the queue, old ones too.
      () => dispatches.send(failed),
    ];
  }

  /** Cancels a waiting run, if there is one. */
  async #cancelOne(): Promise<void> {
    const { steps, waitingRuns } = this.ports;
    const run = steps.messages[this.world.pick(steps.messages.length)]?.message;
    if (run === undefined) return;
    await waitingRuns.cancel({ event_id: run.event.id, flow_id: run.flow_id });
    this.history.cancelled.push({ run, at: this.world.now });
  }

  #calm(): void {
    this.world.calm();
    for (const process of this.#processes) process.clockMs = 0;
    this.#setSecrets();
  }

  #setSecrets(): void {
    const version = this.plan.reviews ? `-${this.#rotations++}` : "";
    for (const [name, value] of Object.entries(this.plan.secrets)) {
      this.ports.secretValues.set(name, `${value}${version}`);
    }
    this.history.secretsChangedAt.push(this.world.now);
  }
}
