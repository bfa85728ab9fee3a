// The dispatch queue inside one process. A delivery that is due now is made at once, in memory: its event's row stays until the
// delivery is settled, so nothing is written for it. A delivery that is due later, or that exceeds the room in memory for all
// targets or for its own (lanes.ts), waits in the file.

import type { DelayedDispatches, Dispatch, DispatchQueue } from "#app/delivery/delivery-ports.ts";
import type { Now } from "#app/ports.ts";
import { type DueWork, RETURN_DELAY_MS } from "./due-work.ts";

/** The dispatch queue of the embedded process; `work` makes the attempts. */
export class EmbeddedDispatchQueue implements DispatchQueue, DelayedDispatches {
  readonly #work: DueWork<Dispatch>;
  readonly #now: Now;

  constructor(work: DueWork<Dispatch>, now: Now) {
    this.#work = work;
    this.#now = now;
  }

  async send(deliveries: readonly Dispatch[]): Promise<void> {
    await Promise.all(deliveries.map((delivery) => this.#sendOne(delivery)));
  }

  async sendLater(delivery: Dispatch, dueAt: number): Promise<void> {
    await this.#work.add([{ item: delivery, dueAt }]);
  }

  async #sendOne(delivery: Dispatch): Promise<void> {
    if (!this.#work.hasRoomFor(delivery)) return this.sendLater(delivery, this.#now());
    const worked = await this.#work.workOn(delivery, 0);
    if (worked === "held") await this.sendLater(delivery, this.#now() + RETURN_DELAY_MS);
  }
}
