// The ids of recently accepted events, so that the answer to a sender can report a duplicate. The memory is bounded: a duplicate of
// an older event is answered like a new one, but leads to no second webhook.

import type { DatabaseSync } from "node:sqlite";

/** Least number of ids that are kept: about 5 MB. */
const LEAST_REMEMBERED = 25_000;

/** The ids of recent events. */
export class RecentEvents {
  readonly #most: number;
  #new = new Set<string>();
  #old: ReadonlySet<string> = new Set();

  constructor(known: Iterable<string> = [], most = LEAST_REMEMBERED) {
    this.#most = most;
    for (const id of known) this.add(id);
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

/** The recent events at a start: those of the latest deliveries in the store. */
export function recentEvents(database: DatabaseSync): RecentEvents {
  const rows = database.prepare("SELECT event_id FROM deliveries ORDER BY seq DESC LIMIT ?").all(LEAST_REMEMBERED);
  return new RecentEvents(rows.map((row) => String(row["event_id"])));
}
