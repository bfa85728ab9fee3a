// The times that deliveries to healthy targets wait before they are sent: a count for each millisecond.

import { SPAN_MS } from "./case.ts";

/** Waiting times, up to the length of a simulation. */
export class Waits {
  readonly #counts = new Uint32Array(SPAN_MS + 1);
  #total = 0;

  add(ms: number): void {
    const length = Math.min(Math.round(ms), SPAN_MS);
    this.#counts[length] = (this.#counts[length] ?? 0) + 1;
    this.#total += 1;
  }

  /** Returns the time that this share of them does not exceed. */
  quantile(share: number): number {
    let left = Math.ceil(share * this.#total);
    for (const [ms, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return ms;
    }
    return SPAN_MS;
  }
}
