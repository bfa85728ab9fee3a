// Caches the stopped actions, which every delivery asks for, for a few seconds: there are usually no stops at all. Changes
// by this process count at once.

import { type ActionKey, type ActionStop, actionKeyText } from "#core/delivery/action-stop.ts";
import { isFresh } from "../is-fresh.ts";
import type { Now } from "../ports.ts";
import type { ActionStops } from "./stop-ports.ts";

/** How long a read is cached, in milliseconds. */
const KEPT_MS = 5_000;

export class StoppedActions {
  readonly #stops: ActionStops;
  readonly #now: Now;
  readonly #onStaleStopsUsed: (error: unknown) => void;
  #known: ReadonlyMap<string, ActionStop> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  /** Counts changes by this process: a read that was in flight during a change may have missed it. */
  #changes = 0;

  /** @param onStaleStopsUsed is called with the error whenever the stops can't be read and the cached ones stay in use. */
  constructor(stops: ActionStops, now: Now, onStaleStopsUsed: (error: unknown) => void) {
    this.#stops = stops;
    this.#now = now;
    this.#onStaleStopsUsed = onStaleStopsUsed;
  }

  /**
   * Returns the stop of an action, at most a few seconds old. If the stops can't be read, the cached ones stay in use: a
   * delivery to a target that is gone does no harm but another 410.
   */
  async find(action: ActionKey): Promise<ActionStop | undefined> {
    if (!isFresh(this.#readAt, KEPT_MS, this.#now())) await this.#read();
    return this.#known.get(actionKeyText(action));
  }

  /** Applies a 410 answer. Resolves once it is durable. */
  async gone(gone: Omit<ActionStop, "resumed_at">): Promise<void> {
    // Many deliveries may get the 410 at the same time; one write is enough.
    if (this.#known.get(actionKeyText(gone))?.url === gone.url) return;
    await this.#stops.gone(gone);
    this.#forget();
  }

  /** Resumes an action; resolves with undefined if it was not stopped. */
  async resume(action: ActionKey): Promise<ActionStop | undefined> {
    const resumed = await this.#stops.resume(action, this.#now());
    this.#forget();
    return resumed;
  }

  /** Returns all stops, read now. */
  stopped(): Promise<readonly ActionStop[]> {
    return this.#stops.stopped();
  }

  #forget(): void {
    this.#changes += 1;
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readOrGoOn().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOrGoOn(): Promise<void> {
    const [now, changes] = [this.#now(), this.#changes];
    try {
      const stopped = await this.#stops.stopped();
      this.#known = new Map(stopped.map((stop) => [actionKeyText(stop), stop]));
    } catch (error) {
      this.#onStaleStopsUsed(error);
    }
    if (changes === this.#changes) this.#readAt = now;
  }
}
