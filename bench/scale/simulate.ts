// Deliveries on AWS while some targets are slow: two queues, as many functions as each may have, batches that end with
// their slowest message. The gate before targets and the times of retries are those of the product; time is simulated.
// SQS is taken as first come, first served, or as fair as its documentation describes.

import type { TargetGate } from "#app/targets/target-gate.ts";
import { TOTAL_TIMEOUT_MS } from "#backends/http-target/limits.ts";
import { MemoryTargetHealths } from "#backends/memory/memory-target-healths.ts";
import { nextAttemptAt } from "#core/delivery/retry-policy.ts";
import { ANSWER_MS, BATCH, type Case, DISPATCH_BATCH, MEASURED_MS, SPAN_MS } from "./case.ts";
import { chanceOf } from "./chance.ts";
import { functionsNeeded } from "./cost.ts";
import { Functions } from "./functions.ts";
import { FirstAttempts, type Message, type MessageQueue, Retries } from "./queues.ts";
import { Timeline } from "./timeline.ts";
import { Waits } from "./waits.ts";

/** The results of a simulation. Times in milliseconds. */
export interface Outcome {
  /** Busy functions for first attempts and for later ones: mean and maximum. */
  readonly dispatching: { readonly mean: number; readonly most: number };
  readonly retrying: { readonly mean: number; readonly most: number };
  /** How long deliveries to healthy targets waited. A delivery that still waits at the end counts with its wait so far. */
  readonly waitP50: number;
  readonly waitP99: number;
  readonly longestWait: number;
  /** The time at which the last late delivery to a healthy target was sent; 0 if all were on time. */
  readonly lateUntil: number;
  /** Due first attempts that had not begun: the maximum, and at the end; and due later attempts at the end. */
  readonly mostQueued: number;
  readonly queuedAtEnd: number;
  readonly retriesAtEnd: number;
  /** Attempts at slow targets. */
  readonly slowAttempts: number;
}

/** Functions at the start: half as many again as healthy targets need, and at least Lambda's minimum. */
const HEADROOM = 1.5;
const LEAST_FUNCTIONS = 5;

/** A delivery that waits longer than this is late, in milliseconds. */
const LATE_MS = 1_000;

/** Simulates a case; the same seed gives the same outcome. */
export async function simulate(one: Case, seed: number): Promise<Outcome> {
  return await new Simulation(one, seed).run();
}

class Simulation {
  readonly #names: readonly string[];
  readonly #slow: number;
  /** The time between two batches of the matcher, in milliseconds. */
  readonly #everyMs: number;
  readonly #chance: () => number;
  readonly #timeline = new Timeline<() => void | Promise<void>>();
  readonly #first: FirstAttempts;
  readonly #retries = new Retries();
  readonly #dispatching: Functions;
  readonly #retrying: Functions;
  readonly #waits = new Waits();
  #now = 0;
  #lateUntil = 0;
  #slowAttempts = 0;

  constructor({ rate, targets, slow, circuits, fair, dispatches, retries }: Case, seed: number) {
    this.#names = Array.from({ length: targets }, (_, number) => `https://target-${number}.example`);
    this.#slow = slow;
    this.#everyMs = (BATCH * 1_000) / rate;
    this.#chance = chanceOf(seed);
    this.#first = new FirstAttempts({ everyMs: this.#everyMs, targets, fair, chance: this.#chance });
    const making = { circuits, healths: new MemoryTargetHealths(), now: () => this.#now, random: this.#chance };
    const atStart = HEADROOM * functionsNeeded(rate, 0, 0);
    this.#dispatching = new Functions({ batch: DISPATCH_BATCH, most: dispatches, atStart }, making);
    this.#retrying = new Functions({ batch: BATCH, most: retries, atStart: LEAST_FUNCTIONS }, making);
  }

  async run(): Promise<Outcome> {
    this.#arrive();
    while (this.#timeline.nextAt < SPAN_MS) {
      this.#now = this.#timeline.nextAt;
      await this.#timeline.take()?.();
      await this.#work(this.#dispatching, this.#first);
      await this.#work(this.#retrying, this.#retries);
    }
    return this.#outcome();
  }

  #arrive(): void {
    this.#first.arrive();
    this.#timeline.add(this.#now + this.#everyMs, () => this.#arrive());
  }

  /** Starts batches while there are free functions and messages. */
  async #work(functions: Functions, queue: MessageQueue): Promise<void> {
    while (queue.length > 0) {
      const gate = functions.take();
      if (gate === undefined) return;
      let endsAt = this.#now;
      const batch: Message[] = [];
      for (let message = queue.take(); message; message = batch.length < functions.batch ? queue.take() : undefined) {
        batch.push(message);
        endsAt = Math.max(endsAt, await this.#deliver(gate, message));
      }
      functions.wasBusy(Math.min(endsAt, SPAN_MS) - this.#now);
      this.#timeline.add(endsAt, () => {
        functions.free(gate);
        for (const message of batch) queue.done(message);
      });
    }
  }

  /** Makes an attempt, or delays the message. Returns the time at which that ends. */
  async #deliver(gate: TargetGate, message: Message): Promise<number> {
    const { target, waited } = message;
    const entry = await gate.enter({ target: this.#names[target] ?? "", limits: undefined, waited, slot: undefined });
    if (entry.type === "wait") {
      this.#sendLater(entry.until, { ...message, waited: waited + 1 });
      return this.#now + MEASURED_MS.heldBack;
    }
    if (target >= this.#slow) {
      this.#count(message);
      await entry.leave({ type: "alive" });
      return this.#now + MEASURED_MS.attempts.full - ANSWER_MS * Math.log(1 - this.#chance());
    }
    this.#slowAttempts += 1;
    const startedAt = this.#now;
    const endsAt = startedAt + TOTAL_TIMEOUT_MS + MEASURED_MS.attempts.full;
    this.#timeline.add(endsAt, async () => {
      await entry.leave({ type: "failing", reason: "timeout" });
      this.#retry({ ...message, roundStartedAt: message.roundStartedAt ?? startedAt });
    });
    return endsAt;
  }

  #retry(message: Message & { readonly roundStartedAt: number }): void {
    const { attempt, roundStartedAt } = message;
    const next = nextAttemptAt({ attempt, roundStartedAt, now: this.#now, random: this.#chance() });
    if (next !== undefined) this.#sendLater(next, { ...message, attempt: attempt + 1 });
  }

  #sendLater(dueAt: number, message: Message): void {
    if (dueAt < SPAN_MS) this.#timeline.add(Math.max(dueAt, this.#now), () => this.#retries.add(message));
  }

  #count({ sentAt }: Message, now = this.#now): void {
    this.#waits.add(now - sentAt);
    if (now - sentAt > LATE_MS) this.#lateUntil = now;
  }

  #outcome(): Outcome {
    const queuedAtEnd = this.#first.length;
    for (let left = this.#first.take(); left; left = this.#first.take()) {
      if (left.target >= this.#slow) this.#count(left, SPAN_MS);
    }
    return {
      dispatching: this.#dispatching.busy(SPAN_MS),
      retrying: this.#retrying.busy(SPAN_MS),
      waitP50: this.#waits.quantile(0.5),
      waitP99: this.#waits.quantile(0.99),
      longestWait: this.#waits.quantile(1),
      lateUntil: this.#lateUntil,
      mostQueued: this.#first.most,
      queuedAtEnd,
      retriesAtEnd: this.#retries.length,
      slowAttempts: this.#slowAttempts,
    };
  }
}
