// The ids of recently accepted events, in memory. The memory is bounded: it forgets the oldest ids.

/** Least number of ids that are kept: about 5 MB. */
export const LEAST_REMEMBERED = 25_000;

/** The ids of recent events. */
export class RecentEvents {
  readonly #most: number;
  #new = new Set<string>();
  #old: ReadonlySet<string> = new Set();

  constructor(most = LEAST_REMEMBERED) {
    this.#most = most;
  }

  has(id: string): boolean {
    return this.#new.has(id) || this.#old.has(id);
  }

  add(id: string): void {
    this.#new.add(id);
    if (this.#new.size < this.#most) return;
    this.#old = this.#new;
    this.#new = new Set();
  }
}
