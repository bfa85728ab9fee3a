// Finds the deliveries of an event. Ids of events are in random order, so an index that is updated with each delivery would write
// a page per delivery: more than the delivery itself. So the newest entries stay in memory, and are written to the table in
// sorted batches, each page once a batch. The settings hold the `seq` up to which the table is complete; later deliveries are
// read again when the store is opened.

import type { DatabaseSync } from "node:sqlite";
import { eventHash } from "./event-hash.ts";
import type { GroupCommit } from "./group-commit.ts";

/** The number of deliveries that are gathered before they are written to the table. */
const GATHERED = 2_000;

/** Selects the `seq` of the last delivery in `deliveries_by_event`. */
export const INDEXED_UP_TO = "SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'deliveries-indexed-up-to'";

/** Finds the `seq` of deliveries by their events. */
export class EventIndex {
  readonly #commit: GroupCommit;
  readonly #select;
  readonly #insert;
  readonly #setUpTo;
  #recent = new Map<number, number[]>();
  #gathered = 0;
  #lastSeq = 0;
  #writing = false;

  constructor(database: DatabaseSync, commit: GroupCommit) {
    this.#commit = commit;
    this.#select = database.prepare("SELECT seq FROM deliveries_by_event WHERE event_hash = ?");
    this.#insert = database.prepare("INSERT OR IGNORE INTO deliveries_by_event (event_hash, seq) VALUES (?, ?)");
    this.#setUpTo = database.prepare("UPDATE settings SET value = ? WHERE name = 'deliveries-indexed-up-to'");
    const beyond = database.prepare(`SELECT seq, event_id FROM deliveries WHERE seq > (${INDEXED_UP_TO}) ORDER BY seq`);
    for (const row of beyond.iterate()) this.add(eventHash(String(row["event_id"])), Number(row["seq"]));
  }

  /** The `seq` of each delivery whose event has this hash. Another event may share it. */
  find(hash: number): readonly number[] {
    const recent = this.#recent.get(hash) ?? [];
    return [...recent, ...this.#select.all(hash).map((row) => Number(row["seq"]))];
  }

  /** Adds a committed delivery; to be called in the order of `seq`. */
  add(hash: number, seq: number): void {
    const seqs = this.#recent.get(hash);
    if (seqs) seqs.push(seq);
    else this.#recent.set(hash, [seq]);
    this.#gathered += 1;
    this.#lastSeq = seq;
    if (this.#gathered >= GATHERED && !this.#writing) void this.#write();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    const [written, upTo] = [this.#recent, this.#lastSeq];
    const entries = [...written].flatMap(([hash, seqs]) => seqs.map((seq) => ({ hash, seq })));
    entries.sort((a, b) => a.hash - b.hash);
    await this.#commit.writeSurely(() => {
      for (const { hash, seq } of entries) this.#insert.run(hash, seq);
      this.#setUpTo.run(String(upTo));
    }, "lazily");
    for (const [hash, seqs] of written) {
      const later = seqs.filter((seq) => seq > upTo);
      if (later.length > 0) written.set(hash, later);
      else written.delete(hash);
    }
    this.#gathered = [...written.values()].reduce((sum, seqs) => sum + seqs.length, 0);
    this.#writing = false;
  }
}
