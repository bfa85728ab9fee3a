// Deliveries on AWS while some targets are slow: two queues, as many functions as each may have, batches that end with
// their slowest message. The gate before targets and the times of retries are those of the product; time is simulated.
// SQS is taken as first come, first served: of its fairness nothing is counted (docs/scale.md tells why).

import { MemoryTargetHealths } from "#app/targets/healths-in-memory.ts";
import type { TargetGate } from "#app/targets/target-gate.ts";
import { TOTAL_TIMEOUT_MS } from "#backends/http-target/limits.ts";
import { nextAttemptAt } from "#core/delivery/retry-policy.ts";
import { ANSWER_MS, BATCH, CALLS_MS, type Case, SPAN_MS, TARGETS } from "./case.ts";
import { chanceOf } from "./chance.ts";
import { Functions } from "./functions.ts";
import { FirstAttempts, type Message, type MessageQueue, Retries } from "./queues.ts";
import { Timeline } from "./timeline.ts";
import { Waits } from "./waits.ts";

/** What a simulation showed. Times in milliseconds. */
export interface Outcome {
  /** Functions that work on first attempts, and on what comes after: on average, and most at once. */
  readonly dispatching: { readonly mean: number; readonly most: number };
  readonly retrying: { readonly mean: number; readonly most: number };
  /** How long deliveries to healthy targets waited; what waits at the end counts as long as it has. */
  readonly waitP50: number;
  readonly waitP99: number;
  readonly longestWait: number;
  /** When the last delivery to a healthy target was sent that had waited for more than a second; 0: none had. */
  readonly lateUntil: number;
  /** First attempts that were due and not begun: most at once, and at the end; and what was due of the others then. */
  readonly mostQueued: number;
  readonly queuedAtEnd: number;
  readonly retriesAtEnd: number;
  /** Attempts that slow targets got. */
  readonly slowAttempts: number;
}

/** A delivery that waited for longer than this is late, in milliseconds. */
const LATE_MS = 1_000;

const NAMES = Array.from({ length: TARGETS }, (_, number) => `https://target-${number}.example`);

/** Simulates a case; the same seed gives the same outcome. */
export async function simulate(one: Case, seed: number): Promise<Outcome> {
  return await new Simulation(one, seed).run();
}

class Simulation {
  readonly #slow: number;
  /** Between two batches that the matcher sends. */
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

  constructor({ rate, slowShare, circuits, dispatches, retries }: Case, seed: number) {
    this.#slow = slowShare * TARGETS;
    this.#everyMs = (BATCH * 1_000) / rate;
    this.#chance = chanceOf(seed);
    this.#first = new FirstAttempts(this.#everyMs, this.#chance);
    const making = { circuits, healths: new MemoryTargetHealths(), now: () => this.#now, random: this.#chance };
    this.#dispatching = new Functions(dispatches, making);
    this.#retrying = new Functions(retries, making);
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

  /** Begins as many batches as there are free functions and messages for. */
  async #work(functions: Functions, queue: MessageQueue): Promise<void> {
    while (queue.length > 0) {
      const gate = functions.take();
      if (gate === undefined) return;
      let endsAt = this.#now;
      for (let count = 0; count < BATCH; count++) {
        const message = queue.take();
        if (message === undefined) break;
        endsAt = Math.max(endsAt, await this.#deliver(gate, message));
      }
      const busyMs = Math.min(endsAt, SPAN_MS) - this.#now;
      this.#timeline.add(endsAt, () => functions.free(gate));
      functions.wasBusy(busyMs);
    }
  }

  /** Makes an attempt, or sends the message to wait; gives when that is done. */
  async #deliver(gate: TargetGate, message: Message): Promise<number> {
    const { target, waited } = message;
    const entry = await gate.enter({ target: NAMES[target] ?? "", limits: undefined, waited, slot: undefined });
    if (entry.type === "wait") {
      this.#sendLater(entry.until, { ...message, waited: waited + 1 });
      return this.#now + CALLS_MS;
    }
    if (target >= this.#slow) {
      this.#count(message);
      await entry.leave({ type: "alive" });
      return this.#now + CALLS_MS - ANSWER_MS * Math.log(1 - this.#chance());
    }
    this.#slowAttempts += 1;
    const startedAt = this.#now;
    const endsAt = startedAt + TOTAL_TIMEOUT_MS + CALLS_MS;
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
