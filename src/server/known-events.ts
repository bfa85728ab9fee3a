// Decides whether an event was accepted before, for the answer to its sender. The delivery's claim decides whether a copy is
// delivered, so this answer has no effect on deliveries. An event is known if it has a record in the store, or if it is among the
// recent events in memory, which start with the events, runs and deliveries that an earlier process left unfinished.

import type { DatabaseSync } from "node:sqlite";
import { parseMessage } from "#app/sources/parse-message.ts";
import type { SourcesByName } from "#app/sources/source-catalogue.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { newestEvents } from "#backends/embedded/sqlite-events-queue.ts";
import type { Event } from "#core/event/event.ts";
import { type Copied, copyName, isCopy } from "#core/event/event-copy.ts";

/**
 * Bounds on the accepted events that a start reads to know their ids: a tenth of a second for small events, and less than the memory
 * of a batch of large ones.
 */
const MOST_READ_EVENTS = 10_000;
const MOST_READ_CHARACTERS = 16 * 1024 * 1024;

/** The events that were accepted before. */
export class KnownEvents {
  readonly #recent: RecentEvents;
  readonly #isRecorded: (eventId: string) => Promise<boolean>;

  /** @param isRecorded whether a delivery of the event has a record. */
  constructor(isRecorded: (eventId: string) => Promise<boolean>, recent = new RecentEvents()) {
    this.#isRecorded = isRecorded;
    this.#recent = recent;
  }

  /**
   * Stores an event, and resolves with whether it is the first copy or a duplicate. Of copies that are stored at the same time, one is
   * the first. A copy that could not be stored makes no other a duplicate.
   */
  async accept(event: Copied, store: () => Promise<void>): Promise<"stored" | "duplicate"> {
    // Begun before the event is stored, because its own delivery may be recorded soon after.
    const isKnown = isCopy(this.#recent, event) || this.#isRecorded(event.id);
    const [isRecorded] = await Promise.all([isKnown, store()]);
    // No other copy can be checked between this check and the entry.
    const isDuplicate = isRecorded || isCopy(this.#recent, event);
    this.add(event);
    return isDuplicate ? "duplicate" : "stored";
  }

  /** Enters an event that was stored before. */
  add(event: Copied): void {
    this.#recent.add(copyName(event));
  }
}

/** The known events at a start, with those of the work that is not finished. @param sources make events of stored requests */
export function knownEvents(
  database: DatabaseSync,
  isRecorded: (eventId: string) => Promise<boolean>,
  sources: SourcesByName,
): KnownEvents {
  const known = new KnownEvents(isRecorded);
  for (const table of ["run_waits", "dispatches"] as const) {
    const rows = database.prepare(`SELECT id FROM ${table} ORDER BY seq DESC LIMIT ?`).all(LEAST_REMEMBERED);
    for (const row of rows) known.add({ id: String(row["id"]).split(":", 1)[0] ?? "" });
  }
  for (const event of acceptedEvents(database, sources)) known.add(event);
  return known;
}

/** The newest accepted events that are not done, within the bounds. */
function* acceptedEvents(database: DatabaseSync, sources: SourcesByName): Generator<Event> {
  let characters = 0;
  for (const { message } of newestEvents(database, MOST_READ_EVENTS)) {
    characters += message.body.length;
    if (characters > MOST_READ_CHARACTERS) return;
    const parsed = parseMessage(message, sources, sha256Hex);
    if (parsed.outcome === "event") yield parsed.event;
  }
}

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
