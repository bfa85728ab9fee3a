// Profiles in SQLite: their events, under each identifier in the order of time, and their last two entries into each flow. All
// reads use the primary key, except the search for copies of an event, which uses its id.

import type { DatabaseSync } from "node:sqlite";
import type { FlowEntry, HistoryQuery, HistoryRecord, ProfileStore } from "#app/runs/profile-ports.ts";
import type { JsonObject } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { type HistoryEvent, inOrder } from "#core/profiles/history.ts";
import { type HistorySpan, LATEST_EVENTS } from "#core/profiles/history-span.ts";
import type { GroupCommit } from "./group-commit.ts";
import { insertInto } from "./named-statement.ts";

/** A row of an event: time, event_id, received_at, value, properties. */
type EventRow = readonly [number, string, number, number | null, string];

const EVENT_COLUMNS = [
  "identifier",
  "metric",
  "time",
  "event_id",
  "received_at",
  "value",
  "properties",
  "expires_at",
] as const;

const ENTRY_COLUMNS = ["identifier", "flow_id", "event_id", "entered_at", "expires_at"] as const;

/** SQLite applies no limit if LIMIT is negative: https://www.sqlite.org/lang_select.html#limitoffset */
const NO_LIMIT = -1;

export class SqliteProfileStore implements ProfileStore {
  readonly #commit: GroupCommit;
  readonly #insertEvent;
  readonly #copy;
  readonly #selectEvents;
  readonly #own;
  readonly #others;
  readonly #insertEntry;
  readonly #deleteOlder;
  readonly #lastEntry;

  constructor(database: DatabaseSync, commit: GroupCommit) {
    this.#commit = commit;
    // A later copy of an event must not change the history that a step has read, so the first one stays.
    this.#insertEvent = insertInto(database, "profile_events", EVENT_COLUMNS, "ON CONFLICT DO NOTHING");
    // SQLite uses the partial index profile_events_timeless only if the query repeats its condition, the last one.
    this.#copy = database.prepare(
      `SELECT 1 FROM profile_events
       WHERE event_id = ? AND identifier = ? AND metric = ? AND time = received_at`,
    );
    // In the order of the primary key, so that SQLite reads no row beyond the page.
    this.#selectEvents = database.prepare(
      `SELECT time, event_id, received_at, value, properties FROM profile_events
       WHERE identifier = ? AND metric = ? AND time BETWEEN ? AND ? AND received_at <= ?
       ORDER BY time DESC, event_id DESC LIMIT ? OFFSET ?`,
    );
    // Pages of arrays take a third of the time of single rows as objects.
    this.#selectEvents.setReturnArrays(true);
    this.#own = database.prepare("SELECT 1 FROM flow_entries WHERE identifier = ? AND flow_id = ? AND event_id = ?");
    this.#others = database.prepare(
      "SELECT 1 FROM flow_entries WHERE identifier = ? AND flow_id = ? AND entered_at > ?",
    );
    this.#insertEntry = insertInto(database, "flow_entries", ENTRY_COLUMNS);
    this.#deleteOlder = database.prepare(
      `DELETE FROM flow_entries WHERE identifier = ?1 AND flow_id = ?2 AND event_id NOT IN
         (SELECT event_id FROM flow_entries WHERE identifier = ?1 AND flow_id = ?2 ORDER BY entered_at DESC LIMIT 2)`,
    );
    this.#lastEntry = database.prepare(
      `SELECT max(entered_at) AS entered_at FROM flow_entries
       WHERE identifier = ? AND flow_id = ? AND event_id <> ? AND entered_at <= ?`,
    );
  }

  async record(records: readonly HistoryRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#commit.write(() => {
      for (const record of records) this.#insert(record);
    });
  }

  async history({ identifiers, spans, receivedBy }: HistoryQuery): Promise<readonly HistoryEvent[]> {
    return inOrder(
      identifiers.flatMap((identifier) => spans.flatMap((span) => this.#latest(identifier, span, receivedBy))),
    );
  }

  #latest(identifier: string, span: HistorySpan, receivedBy: number): HistoryEvent[] {
    const { metric, from, to, firstRows } = span;
    const found: HistoryEvent[] = [];
    const wantsMore = span.begin();
    for (let rows = firstRows; ; rows = Math.max(rows, LATEST_EVENTS)) {
      const most = Number.isFinite(rows) ? rows : NO_LIMIT;
      const page = this.#selectEvents.all(identifier, metric, from, to, receivedBy, most, found.length);
      // setReturnArrays makes each row an array, which the types of node:sqlite do not show. This class alone writes the rows.
      for (const row of page as unknown as EventRow[]) {
        const event = toHistoryEvent(metric, row);
        found.push(event);
        if (!wantsMore(event)) return found;
      }
      if (page.length < rows) return found;
    }
  }

  async enter(entry: FlowEntry): Promise<boolean> {
    // Committed rows decide at once. Only an entry has to wait for a commit, in which the rows are read again.
    return this.#decided(entry) ?? (await this.#commit.write(() => this.#decided(entry) ?? this.#insertAll(entry)));
  }

  async lastEntry(flowId: string, identifiers: readonly string[], exceptEventId: string, by: number) {
    const times = identifiers.map((identifier) => this.#lastEntry.get(identifier, flowId, exceptEventId, by));
    const known = times.flatMap((row) => row?.["entered_at"] ?? []).map(Number);
    return known.length === 0 ? undefined : Math.max(...known);
  }

  #insert({ identifiers, event, timeless, expiresAt }: HistoryRecord): void {
    const { event_id, metric, time, received_at, value = null } = event;
    const properties = JSON.stringify(event.properties);
    const expires_at = expiresAt ?? null;
    for (const identifier of identifiers) {
      if (timeless && this.#copy.get(event_id, identifier, metric)) continue;
      this.#insertEvent.run({ identifier, metric, time, event_id, received_at, value, properties, expires_at });
    }
  }

  /** Whether the event entered before, or is refused; undefined where it may enter. */
  #decided({ flow_id, identifiers, event_id, notAfter }: FlowEntry): boolean | undefined {
    if (identifiers.some((identifier) => this.#own.get(identifier, flow_id, event_id))) return true;
    if (identifiers.some((identifier) => this.#others.get(identifier, flow_id, notAfter))) return false;
    return undefined;
  }

  #insertAll({ flow_id, identifiers, event_id, entered_at, expiresAt }: FlowEntry): boolean {
    for (const identifier of identifiers) {
      this.#insertEntry.run({ identifier, flow_id, event_id, entered_at, expires_at: expiresAt ?? null });
      this.#deleteOlder.run(identifier, flow_id);
    }
    return true;
  }
}

function toHistoryEvent(metric: string, [time, event_id, received_at, value, properties]: EventRow): HistoryEvent {
  return {
    event_id,
    metric,
    time,
    received_at,
    ...(value === null ? {} : { value }),
    properties: parseJson(properties) as JsonObject,
  };
}
