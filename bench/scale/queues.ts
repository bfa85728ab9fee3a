// The two queues. First attempts come at a steady pace and are made when they are taken, so that millions of them that
// nobody takes need no memory.

import { BATCH, TARGETS } from "./case.ts";

/** A delivery on its way. Times in milliseconds. */
export interface Message {
  /** The number of its target. */
  readonly target: number;
  readonly sentAt: number;
  readonly attempt: number;
  readonly roundStartedAt?: number;
  /** How often it was sent to wait. */
  readonly waited: number;
}

/** Messages that are due. */
export interface MessageQueue {
  readonly length: number;
  take(): Message | undefined;
}

/** First attempts, in batches at a steady pace. */
export class FirstAttempts implements MessageQueue {
  readonly #everyMs: number;
  readonly #chance: () => number;
  #arrived = 0;
  #taken = 0;
  /** Most that were due at once. */
  most = 0;

  constructor(everyMs: number, chance: () => number) {
    this.#everyMs = everyMs;
    this.#chance = chance;
  }

  get length(): number {
    return this.#arrived - this.#taken;
  }

  /** The next batch has come. */
  arrive(): void {
    this.#arrived += BATCH;
    this.most = Math.max(this.most, this.length);
  }

  take(): Message | undefined {
    if (this.length === 0) return undefined;
    const sentAt = Math.floor(this.#taken / BATCH) * this.#everyMs;
    this.#taken += 1;
    return { target: Math.floor(this.#chance() * TARGETS), sentAt, attempt: 1, waited: 0 };
  }
}

/** Retries, and what waited for its target. */
export class Retries implements MessageQueue {
  #due: Message[] = [];
  #taken = 0;

  get length(): number {
    return this.#due.length - this.#taken;
  }

  add(message: Message): void {
    this.#due.push(message);
  }

  take(): Message | undefined {
    const message = this.#due[this.#taken];
    if (message !== undefined) this.#taken += 1;
    if (this.#taken === this.#due.length) [this.#due, this.#taken] = [[], 0];
    return message;
  }
}
