// Senders that lose no event: they send each one again until it is accepted, also after the server was replaced by another.

import { setTimeout as pause } from "node:timers/promises";
import { ORDER } from "#support/test-process.ts";

/** The pause after a refusal, in milliseconds. */
const REFUSED_MS = 20;

/** The timeout of a request, in milliseconds. A store that another process has locked delays answers by five seconds. */
const ANSWER_MS = 30_000;

/** Concurrent senders. */
export class Senders {
  /** The ids of the orders that were answered with 202. */
  readonly accepted = new Set<string>();
  /** The number of refused requests. */
  refused = 0;
  readonly #url: () => string;
  readonly #key: string;
  readonly #working: Promise<unknown>;
  #count = 0;
  #stopped = false;

  /** `url` returns the current URL of the server. */
  constructor(senders: number, key: string, url: () => string) {
    this.#url = url;
    this.#key = key;
    this.#working = Promise.all(Array.from({ length: senders }, () => this.#sendUntilStopped()));
  }

  /** Sends no new events; resolves once all events in progress are accepted. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  async #sendUntilStopped(): Promise<void> {
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
      return false; // the connection broke, so the event may or may not be stored
    }
  }
}
