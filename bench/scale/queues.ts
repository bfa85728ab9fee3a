// The two queues. First attempts come at a steady pace and are made when they are taken, so that millions of
// waiting ones need no memory.

import { BATCH } from "./case.ts";
import { InFlight } from "./in-flight.ts";

/** A delivery on its way. Times in milliseconds. */
export interface Message {
  /** The number of its target. */
  readonly target: number;
  readonly sentAt: number;
  readonly attempt: number;
  readonly roundStartedAt?: number;
  /** How often it was delayed by the gate. */
  readonly waited: number;
}

/** Messages that are due. */
export interface MessageQueue {
  readonly length: number;
  take(): Message | undefined;
  /** Marks a message that was taken as done. */
  done(message: Message): void;
}

/** The arrivals of first attempts. */
export interface Arrivals {
  /** The time between two batches, in milliseconds. */
  readonly everyMs: number;
  readonly targets: number;
  /** Whether messages of noisy targets are delivered last. */
  readonly fair: boolean;
  readonly chance: () => number;
}

/** First attempts, in batches at a steady pace. */
export class FirstAttempts implements MessageQueue {
  readonly #arrivals: Arrivals;
  readonly #inFlight: InFlight;
  /** Messages that others have overtaken. */
  #passed: Message[] = [];
  #arrived = 0;
  #made = 0;
  /** The most messages that were due at once. */
  most = 0;

  constructor(arrivals: Arrivals) {
    this.#arrivals = arrivals;
    this.#inFlight = new InFlight(arrivals.targets);
  }

  get length(): number {
    return this.#arrived - this.#made + this.#passed.length;
  }

  /** Adds the next batch. */
  arrive(): void {
    this.#arrived += BATCH;
    this.most = Math.max(this.most, this.length);
  }

  take(): Message | undefined {
    const message = this.#next();
    if (message !== undefined) this.#inFlight.change(message.target, 1);
    return message;
  }

  done({ target }: Message): void {
    this.#inFlight.change(target, -1);
  }

  /** The first message whose target is not noisy, or else the first message. */
  #next(): Message | undefined {
    const { fair } = this.#arrivals;
    const quiet = this.#passed.findIndex(({ target }) => !this.#inFlight.isNoisy(target));
    if (quiet >= 0) return this.#passed.splice(quiet, 1)[0];
    while (this.#made < this.#arrived) {
      const message = this.#make();
      if (!fair || !this.#inFlight.isNoisy(message.target)) return message;
      this.#passed.push(message);
    }
    return this.#passed.shift();
  }

  #make(): Message {
    const { everyMs, targets, chance } = this.#arrivals;
    const sentAt = Math.floor(this.#made / BATCH) * everyMs;
    this.#made += 1;
    return { target: Math.floor(chance() * targets), sentAt, attempt: 1, waited: 0 };
  }
}

/** Retries, and deliveries that waited for their target. */
export class Retries implements MessageQueue {
  #due: Message[] = [];
  #taken = 0;

  get length(): number {
    return this.#due.length - this.#taken;
  }

  add(message: Message): void {
    this.#due.push(message);
  }

  /** A no-op, because fairness between retries is not simulated. */
  done(): void {}

  take(): Message | undefined {
    const message = this.#due[this.#taken];
    if (message !== undefined) this.#taken += 1;
    if (this.#taken === this.#due.length) [this.#due, this.#taken] = [[], 0];
    return message;
  }
}
