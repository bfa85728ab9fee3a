// Caches a value that is expensive to read and rarely changes. Concurrent callers share one read.

import { isFresh } from "#app/is-fresh.ts";
import type { Now } from "#app/ports.ts";

/** A cached value. */
export class KeptValue<Value> {
  readonly #read: () => Promise<Value>;
  readonly #now: Now;
  #kept: { readonly value: Promise<Value>; readonly at: number } | undefined;

  constructor(read: () => Promise<Value>, now: Now) {
    this.#read = read;
    this.#now = now;
  }

  /** Returns the value, at most `maxAgeMs` old. A failed read is not cached. */
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

  /** Discards the value, so that the next call reads it. */
  forget(): void {
    this.#kept = undefined;
  }
}
