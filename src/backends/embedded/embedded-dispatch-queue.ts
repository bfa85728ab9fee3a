// The way to the dispatcher inside one process. A delivery that is to be made now is made at once, in memory: what it
// came from (the event's row) stays until it is settled, so nothing is written for it. What is more than can be worked
// on at a time, and what is due later, waits in the file.

import type { Delivered } from "#app/delivery/deliver.ts";
import type { Dispatch, DispatchQueue, Now } from "#app/ports.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { DueDispatch, SqliteDispatches } from "./sqlite-dispatches.ts";
import type { SetTimer } from "./timer.ts";

/** Makes the attempt that a message asks for; `ends` is how many processes ended while they worked on it. */
export type Deliver = (message: DeliveryMessage, ends: number) => Promise<Delivered>;

/** What the queue needs. */
export interface EmbeddedDispatchOptions {
  readonly dispatches: SqliteDispatches;
  readonly now: Now;
  readonly setTimer: SetTimer;
  /** Told of a delivery that could not even be recorded, which is then made again. */
  readonly onError: (error: unknown) => void;
  /** Most attempts under way at once. */
  readonly maxActive: number;
}

/** When a delivery that another is at, or that broke, is looked at again, in milliseconds. */
const RETURN_DELAY_MS = 1_000;

/** Timers of Node.js hold at most 2^31 - 1 ms; a later delivery is looked for again by then. */
const LONGEST_TIMER_MS = 3_600_000;

/** The dispatch queue of the embedded process. */
export class EmbeddedDispatchQueue implements DispatchQueue {
  readonly #options: EmbeddedDispatchOptions;
  #deliver: Deliver | undefined;
  #active = 0;
  #taking = false;
  /** Something may be due for which there was no room. */
  #starved = false;
  #timer: { cancel(): void; readonly at: number } | undefined;
  #idle: (() => void) | undefined;

  constructor(options: EmbeddedDispatchOptions) {
    this.#options = options;
  }

  /** Begins to deliver: what an earlier process left, and whatever comes. */
  async start(deliver: Deliver): Promise<void> {
    this.#deliver = deliver;
    await this.#options.dispatches.releaseAll(this.#options.now());
    this.#wake();
  }

  /** Stops taking deliveries from the file, and resolves when those under way are settled. */
  async stop(): Promise<void> {
    this.#deliver = undefined;
    this.#timer?.cancel();
    if (this.#active > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  async send(deliveries: readonly Dispatch[]): Promise<void> {
    await Promise.all(deliveries.map((delivery) => this.#sendOne(delivery)));
  }

  async sendLater(delivery: Dispatch, dueAt: number): Promise<void> {
    await this.#options.dispatches.add([delivery], dueAt);
    this.#wakeAt(dueAt);
  }

  async #sendOne(delivery: Dispatch): Promise<void> {
    if (this.#deliver === undefined || this.#active >= this.#options.maxActive) {
      return this.sendLater(delivery, this.#options.now());
    }
    const delivered = await this.#attempt(this.#deliver, delivery.message, 0);
    if (delivered === "held") await this.sendLater(delivery, this.#options.now() + RETURN_DELAY_MS);
  }

  async #attempt(deliver: Deliver, message: DeliveryMessage, ends: number): Promise<Delivered> {
    this.#active += 1;
    try {
      return await deliver(message, ends);
    } finally {
      this.#active -= 1;
      if (this.#starved) this.#wake();
      if (this.#active === 0) this.#idle?.();
    }
  }

  /** Takes what is due from the file, as far as there is room. */
  async #take(): Promise<void> {
    const { dispatches, now, maxActive } = this.#options;
    if (this.#taking || this.#deliver === undefined) return;
    this.#taking = true;
    const room = maxActive - this.#active;
    const due = room > 0 ? await dispatches.take(now(), room) : [];
    this.#taking = false;
    for (const dispatch of due) void this.#work(dispatch);
    this.#wake();
  }

  async #work(dispatch: DueDispatch): Promise<void> {
    const { dispatches, now, onError } = this.#options;
    const deliver = this.#deliver;
    try {
      const delivered = deliver ? await this.#attempt(deliver, dispatch.message, dispatch.receives) : "held";
      if (delivered === "done") await dispatches.done(dispatch.id);
      else await dispatches.postpone(dispatch.id, now() + RETURN_DELAY_MS);
    } catch (error) {
      onError(error);
      await dispatches.postpone(dispatch.id, now() + RETURN_DELAY_MS);
    }
    this.#wake();
  }

  #wake(): void {
    this.#starved = this.#active >= this.#options.maxActive;
    if (this.#deliver === undefined || this.#starved) return;
    const dueAt = this.#options.dispatches.nextDue();
    if (dueAt !== undefined) this.#wakeAt(dueAt);
  }

  #wakeAt(dueAt: number): void {
    if (this.#deliver === undefined || (this.#timer && this.#timer.at <= dueAt)) return;
    this.#timer?.cancel();
    const wait = Math.min(Math.max(dueAt - this.#options.now(), 0), LONGEST_TIMER_MS);
    const cancel = this.#options.setTimer(() => {
      this.#timer = undefined;
      void this.#take();
    }, wait);
    this.#timer = { cancel, at: dueAt };
  }
}
