// Senders of events that do not lose one: what was not accepted is sent again, as every good sender does, also when the
// server has gone and another has come.

import { setTimeout as pause } from "node:timers/promises";
import { ORDER } from "#support/test-process.ts";

/** How long a sender waits that was refused, in milliseconds. */
const REFUSED_MS = 20;

/** How long an answer may take, in milliseconds: a store that another process holds lets nobody in for five seconds. */
const ANSWER_MS = 30_000;

/** Senders at work. */
export class Senders {
  /** The ids of the orders that were answered by 202. */
  readonly accepted = new Set<string>();
  /** How often nothing was accepted. */
  refused = 0;
  readonly #url: () => string;
  readonly #key: string;
  readonly #working: Promise<unknown>;
  #count = 0;
  #stopped = false;

  /** `url` is where the server is just now. */
  constructor(senders: number, key: string, url: () => string) {
    this.#url = url;
    this.#key = key;
    this.#working = Promise.all(Array.from({ length: senders }, () => this.#sendOn()));
  }

  /** Begins nothing new, and resolves when all that was begun is accepted. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  async #sendOn(): Promise<void> {
    while (!this.#stopped) {
      const id = `order-${this.#count++}`;
      while (!(await this.#send(id))) {
        this.refused += 1;
        await pause(REFUSED_MS);
      }
      this.accepted.add(id);
    }
  }

  async #send(id: string): Promise<boolean> {
    try {
      const answer = await fetch(`${this.#url()}/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${this.#key}`, "content-type": "application/json" },
        body: JSON.stringify({ ...ORDER, unique_id: id, properties: { ...ORDER.properties, OrderId: id } }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await answer.arrayBuffer();
      return answer.status === 202;
    } catch {
      return false; // the connection broke: the sender can't know, and sends again
    }
  }
}
