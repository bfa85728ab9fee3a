// Removes expired rows, a few at a time, so that the removal never blocks the event loop for long.

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { DAY_MS } from "#core/time.ts";
import type { DeliveryRow } from "./delivery-row.ts";
import { eventHash } from "./event-hash.ts";
import type { GroupCommit } from "./group-commit.ts";

/** How long a delivery is remembered after its last attempt, in milliseconds: 30 days, as on AWS. */
export const RETENTION_MS = 30 * DAY_MS;

/** The rows that one commit reads or deletes. */
const BATCH = 500;

/** The free pages that one commit returns to the file system. */
const PAGES_AT_ONCE = 500;

/** One page of this many may stay free, for the next writes. */
const FREE_SHARE = 10;

/** Removes expired rows. */
export class Retention {
  readonly #commit: GroupCommit;
  readonly #database: DatabaseSync;
  readonly #pages;
  readonly #oldest;
  readonly #delete;
  readonly #deleteHash;
  readonly #expired;
  readonly #oldLetters;

  constructor(database: DatabaseSync, commit: GroupCommit) {
    this.#commit = commit;
    this.#database = database;
    this.#pages = database.prepare(
      "SELECT page_count, freelist_count FROM pragma_page_count(), pragma_freelist_count()",
    );
    this.#oldest = database.prepare(`SELECT seq, event_id, status, created_at, updated_at FROM deliveries
      WHERE seq > ? ORDER BY seq LIMIT ${BATCH}`);
    this.#delete = database.prepare("DELETE FROM deliveries WHERE seq = ?");
    this.#deleteHash = database.prepare("DELETE FROM deliveries_by_event WHERE event_hash = ? AND seq = ?");
    this.#oldLetters = database.prepare(`DELETE FROM event_dead_letters WHERE rowid IN
      (SELECT rowid FROM event_dead_letters WHERE at < ? LIMIT ${BATCH})`);
    this.#expired = [
      database.prepare(`DELETE FROM profile_events WHERE (identifier, metric, time, event_id) IN
        (SELECT identifier, metric, time, event_id FROM profile_events WHERE expires_at <= ? LIMIT ${BATCH})`),
      database.prepare(`DELETE FROM flow_entries WHERE (identifier, flow_id, event_id) IN
        (SELECT identifier, flow_id, event_id FROM flow_entries WHERE expires_at <= ? LIMIT ${BATCH})`),
      database.prepare(`DELETE FROM cancelled_runs WHERE (event_id, flow_id) IN
        (SELECT event_id, flow_id FROM cancelled_runs WHERE expires_at <= ? LIMIT ${BATCH})`),
    ];
  }

  /**
   * Removes the deliveries that were last updated before `now - RETENTION_MS`, except those that wait for a person's decision,
   * and the expired rows of profiles and cancelled runs. Resolves with the number of deleted deliveries.
   */
  async purge(now: number): Promise<number> {
    const before = now - RETENTION_MS;
    await this.#forget(now, before);
    let purged = 0;
    for (
      let rows = this.#oldRows(0, before);
      rows.length > 0;
      rows = this.#oldRows(rows.at(-1)?.["seq"] ?? null, before)
    ) {
      const expired = rows.filter((row) => row["status"] !== "parked" && Number(row["updated_at"]) < before);
      // Commits also if no row expired, so that other pending writes are not delayed.
      await this.#commit.write(() => this.#remove(expired));
      purged += expired.length;
    }
    await this.#shrink();
    return purged;
  }

  /** Returns free pages to the file system. A file that was created without auto_vacuum does not shrink. */
  async #shrink(): Promise<void> {
    for (let [count, free] = this.#countPages(); free > count / FREE_SHARE; ) {
      await this.#commit.write(() => this.#database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`));
      const [countNow, freeNow] = this.#countPages();
      if (freeNow >= free) return;
      [count, free] = [countNow, freeNow];
    }
  }

  /** The number of pages of the file, and how many of them are free. */
  #countPages(): [number, number] {
    const row = this.#pages.get();
    return [Number(row?.["page_count"]), Number(row?.["freelist_count"])];
  }

  async #forget(now: number, before: number): Promise<void> {
    for (const statement of this.#expired) await this.#deleteInBatches(() => statement.run(now));
    await this.#deleteInBatches(() => this.#oldLetters.run(before));
  }

  async #deleteInBatches(deleteBatch: () => { readonly changes: number | bigint }): Promise<void> {
    while ((await this.#commit.write(deleteBatch)).changes === BATCH);
  }

  /** The next rows that were created before a time. Rows are in that order, so the first younger row ends the search. */
  #oldRows(after: SQLInputValue, before: number): DeliveryRow[] {
    const rows = this.#oldest.all(after);
    const young = rows.findIndex((row) => Number(row["created_at"]) >= before);
    return young < 0 ? rows : rows.slice(0, young);
  }

  #remove(rows: readonly DeliveryRow[]): void {
    for (const { seq = null, event_id } of rows) {
      this.#delete.run(seq);
      this.#deleteHash.run(eventHash(String(event_id)), seq);
    }
  }
}
