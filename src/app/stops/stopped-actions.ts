// The actions that are stopped, as every delivery asks for them: kept in memory for a few seconds, since as a rule there are
// none. What this process itself learns counts at once.

import { type ActionKey, type ActionStop, actionKeyText } from "#core/delivery/action-stop.ts";
import { isFresh } from "../is-fresh.ts";
import type { Now } from "../ports.ts";
import type { ActionStops } from "./stop-ports.ts";

/** How long what was read is used, in milliseconds. */
const KEPT_MS = 5_000;

/** The actions that are stopped. */
export class StoppedActions {
  readonly #stops: ActionStops;
  readonly #now: Now;
  readonly #onStaleStopsUsed: (error: unknown) => void;
  #known: ReadonlyMap<string, ActionStop> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  /** Counts what this process has changed: a reading that was under way meanwhile may have missed it. */
  #changes = 0;

  /** @param onStaleStopsUsed is called with the error whenever the stops can't be read and the cached ones stay in use. */
  constructor(stops: ActionStops, now: Now, onStaleStopsUsed: (error: unknown) => void) {
    this.#stops = stops;
    this.#now = now;
    this.#onStaleStopsUsed = onStaleStopsUsed;
  }

  /**
   * The stop of an action, as far as is known for a few seconds. Where it can't be known what was known before counts: a
   * delivery to a target that is gone does no more harm than being told so again.
   */
  async find(action: ActionKey): Promise<ActionStop | undefined> {
    if (!isFresh(this.#readAt, KEPT_MS, this.#now())) await this.#read();
    return this.#known.get(actionKeyText(action));
  }

  /** Takes an answer by 410 into account. Resolves when it is durable. */
  async gone(gone: Omit<ActionStop, "resumed_at">): Promise<void> {
    // Many deliveries may learn it at the same moment; one of them is enough.
    if (this.#known.get(actionKeyText(gone))?.url === gone.url) return;
    await this.#stops.gone(gone);
    this.#forget();
  }

  /** Resumes an action; undefined where it is not stopped. */
  async resume(action: ActionKey): Promise<ActionStop | undefined> {
    const resumed = await this.#stops.resume(action, this.#now());
    this.#forget();
    return resumed;
  }

  /** All of them, as they are now. */
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
