// A queue like SQS: it delivers at least once, in any order; a received message is hidden, and visible again after the timeout.

import type { World } from "./world.ts";

interface Queued<Message> {
  readonly message: Message;
  visibleAt: number;
}

/** A received message. */
export interface Received<Message> {
  readonly message: Message;
  acknowledge(): Promise<void>;
}

/** How long a received message stays hidden, in milliseconds: six times a function's timeout of 30 s. */
const VISIBILITY_MS = 180_000;

/** The probability that a second worker receives a message at the same time. */
const DUPLICATE_RATE = 0.05;

/** A queue in a simulated world, without faults. */
export class SimulatedQueue<Message> {
  readonly #world: World;
  readonly #messages = new Set<Queued<Message>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Every message, hidden or not, with the time from which it is visible. */
  get messages(): readonly { readonly message: Message; readonly visibleAt: number }[] {
    return [...this.#messages];
  }

  async send(messages: readonly Message[], visibleAt = this.#world.now): Promise<void> {
    for (const message of messages) this.#messages.add({ message, visibleAt });
  }

  /** Receives some visible messages, drawn at random. */
  receive(most: number): Received<Message>[] {
    const visible = [...this.#messages].filter(({ visibleAt }) => visibleAt <= this.#world.now);
    const taken = Array.from({ length: Math.min(most, visible.length) }, () => {
      return visible.splice(this.#world.pick(visible.length), 1)[0];
    }).filter((queued) => queued !== undefined);
    return taken.map((queued) => {
      if (this.#world.random() >= DUPLICATE_RATE) queued.visibleAt = this.#world.now + VISIBILITY_MS;
      return { message: queued.message, acknowledge: async () => void this.#messages.delete(queued) };
    });
  }

  /** When the next message becomes visible; undefined if the queue is empty. */
  nextVisible(): number | undefined {
    const times = [...this.#messages].map(({ visibleAt }) => visibleAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
