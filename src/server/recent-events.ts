// The events that this process has accepted lately, so that a sender hears of one that it sends again. It forgets: a sender
// that hears nothing may have sent a duplicate all the same, and that one leads to no second webhook either.

import type { DatabaseSync } from "node:sqlite";

/** Ids that are remembered at least: about 5 MB. */
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

/** The recent events as far as the store knows them at a start: those that led to the latest deliveries. */
export function recentEvents(database: DatabaseSync): RecentEvents {
  const rows = database.prepare("SELECT event_id FROM deliveries ORDER BY seq DESC LIMIT ?").all(LEAST_REMEMBERED);
  return new RecentEvents(rows.map((row) => String(row["event_id"])));
}
