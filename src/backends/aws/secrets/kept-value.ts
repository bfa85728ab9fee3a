// A value that is expensive to read and changes seldom: read once, used for a while, read by one asker at a time.

import { isFresh } from "#app/is-fresh.ts";
import type { Now } from "#app/ports.ts";

/** A value kept in memory. */
export class KeptValue<Value> {
  readonly #read: () => Promise<Value>;
  readonly #now: Now;
  #kept: { readonly value: Promise<Value>; readonly at: number } | undefined;

  constructor(read: () => Promise<Value>, now: Now) {
    this.#read = read;
    this.#now = now;
  }

  /** The value as it was at most `maxAgeMs` ago. A failure to read it is not kept. */
  get(maxAgeMs: number): Promise<Value> {
    const now = this.#now();
    if (this.#kept === undefined || !isFresh(this.#kept.at, maxAgeMs, now)) {
      const kept = { value: this.#read(), at: now };
      this.#kept = kept;
      kept.value.catch(() => {
        if (this.#kept === kept) this.#kept = undefined;
      });
    }
    return this.#kept.value;
  }

  /** Forgets the value, so that it is read at the next question. */
  forget(): void {
    this.#kept = undefined;
  }
}
