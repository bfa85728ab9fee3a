// How long deliveries to healthy targets wait before they are sent, counted in milliseconds: one number for each length.

import { SPAN_MS } from "./case.ts";

/** Lengths of waiting, as far as they fit into a simulation. */
export class Waits {
  readonly #counts = new Uint32Array(SPAN_MS + 1);
  #total = 0;

  add(ms: number): void {
    const length = Math.min(Math.round(ms), SPAN_MS);
    this.#counts[length] = (this.#counts[length] ?? 0) + 1;
    this.#total += 1;
  }

  /** The length that this share of them does not exceed. */
  quantile(share: number): number {
    let left = Math.ceil(share * this.#total);
    for (const [ms, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return ms;
    }
    return SPAN_MS;
  }
}
