// Messages that are due later, in SQLite: deliveries for their next attempt, runs for their next action. A row is taken while
// this process works on it, and is deleted when the result is recorded; a start of the process releases all taken rows. Each call
// finds its rows by an index, so its cost does not grow with the number of rows.

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { HOUR_MS } from "#core/time.ts";
import type { GroupCommit } from "./group-commit.ts";
import { insertInto } from "./named-statement.ts";

/** How long a row that may have ended a process is worked on alone, in milliseconds. A fatal row ends the process at once. */
const SUSPECT_ALONE_MS = 250;

/** Values of `taken`: the row can be taken when it is due (FREE) or when its lane has room (ASIDE). 1: it is taken. */
const FREE = 0;
const ASIDE = 2;

/** The hour in which a run started, the first column of the index; `startedAt` in milliseconds since 1970. */
export function startedHour(startedAt: number): number {
  return Math.floor(startedAt / HOUR_MS);
}

/** The columns of a row that hold the item. */
type DelayedRow = Readonly<Record<string, SQLOutputValue>>;

/** How a kind of item is stored in its table. The schema shows the columns that all such tables share. */
export interface DelayedTable<Item> {
  readonly name: "dispatches" | "run_waits";
  /** The columns that hold the item. */
  readonly columns: readonly string[];
  /** The column with the lane of an item, in a table with lanes (lanes.ts). */
  readonly laneColumn?: string;
  /** The id of an item; a repeat of an item has the same id. */
  idOf(item: Item): string;
  /** When the item's run started, in milliseconds since 1970. */
  startOf(item: Item): number;
  /** The values of the item's columns. */
  toColumns(item: Item): Readonly<Record<string, string>>;
  /** The item in a row. Throws if it can't be parsed. */
  toItem(row: DelayedRow): Item;
}

/** An item, and when it is due in milliseconds since 1970. */
export interface Delayed<Item> {
  readonly item: Item;
  readonly dueAt: number;
  /** The item is due and its lane is full, so it is set aside (lane-backlog.ts). */
  readonly aside?: boolean;
}

/** An item that is due, and taken. */
export interface DueItem<Item> {
  /** The key of its row. */
  readonly seq: number;
  /** How many processes ended while they worked on it. */
  readonly receives: number;
  /** Undefined in a table without lanes. */
  readonly lane: string | undefined;
  /** The item. Throws if the row can't be parsed. */
  item(): Item;
}

/** The item of a row that was taken. */
export function dueItem<Item>(table: DelayedTable<Item>, row: DelayedRow): DueItem<Item> {
  const { laneColumn } = table;
  return {
    seq: Number(row["seq"]),
    receives: Number(row["receives"]),
    lane: laneColumn === undefined ? undefined : String(row[laneColumn]),
    item: () => table.toItem(row),
  };
}

/** A table of messages that are due later. */
export class SqliteDelayedMessages<Item> {
  readonly #commit: GroupCommit;
  readonly #table: DelayedTable<Item>;
  readonly #insert;
  readonly #take;
  readonly #delete;
  readonly #postpone;
  readonly #nextDue;
  readonly #suspects;
  readonly #release;

  constructor(database: DatabaseSync, commit: GroupCommit, table: DelayedTable<Item>) {
    this.#commit = commit;
    this.#table = table;
    const { name, columns } = table;
    this.#insert = insertInto<string>(
      database,
      name,
      ["started_hour", "id", "due_at", "taken", ...columns],
      "ON CONFLICT (started_hour, id) DO NOTHING",
    );
    this.#take = database.prepare(
      `UPDATE ${name} SET taken = 1 WHERE seq IN
         (SELECT seq FROM ${name} WHERE taken = 0 AND due_at <= ? ORDER BY due_at LIMIT ?)
       RETURNING seq, receives, ${columns.join(", ")}`,
    );
    this.#delete = database.prepare(`DELETE FROM ${name} WHERE seq = ?`);
    this.#postpone = database.prepare(`UPDATE ${name} SET taken = 0, due_at = ? WHERE seq = ?`);
    this.#nextDue = database.prepare(`SELECT min(due_at) AS due_at FROM ${name} WHERE taken = 0`);
    this.#suspects = database.prepare(`SELECT seq FROM ${name} WHERE taken = 1 ORDER BY random()`);
    this.#release = database.prepare(
      `UPDATE ${name} SET taken = 0, receives = receives + 1, due_at = max(due_at, ?) WHERE seq = ?`,
    );
  }

  /** Stores messages; resolves once they are durable. Storing a repeat is a no-op. */
  async add(waits: readonly Delayed<Item>[]): Promise<void> {
    await this.#commit.write(() => {
      for (const { item, dueAt, aside = false } of waits) {
        this.#insert.run({
          started_hour: startedHour(this.#table.startOf(item)),
          id: this.#table.idOf(item),
          due_at: dueAt,
          taken: aside ? ASIDE : FREE,
          ...this.#table.toColumns(item),
        });
      }
    });
  }

  /** Takes due rows, the earliest first. */
  async take(now: number, limit: number): Promise<DueItem<Item>[]> {
    const rows = await this.#commit.writeSurely(() => this.#take.all(now, limit));
    return rows.map((row) => dueItem(this.#table, row));
  }

  /** Deletes a row whose results are recorded. */
  async done(seq: number): Promise<void> {
    await this.#commit.writeLazily(() => this.#delete.run(seq));
  }

  /** Releases a taken row, to be taken again at `dueAt`. */
  async postpone(seq: number, dueAt: number): Promise<void> {
    await this.#commit.writeSurely(() => this.#postpone.run(dueAt, seq));
  }

  /** When the earliest free row is due; undefined if there is no free row. */
  nextDue(): number | undefined {
    const dueAt = this.#nextDue.get()?.["due_at"];
    return dueAt == null ? undefined : Number(dueAt);
  }

  /**
   * Releases the rows that an earlier process had taken and not finished: one of them may have ended the process. So they are due
   * one after the other, in random order, from `from` on, each SUSPECT_ALONE_MS apart. Resolves with the time at which the last
   * of them has been alone for that long.
   */
  releaseTaken(from: number): Promise<number> {
    return this.#commit.write(() => {
      const suspects = this.#suspects.all();
      suspects.forEach(({ seq }, index) => {
        this.#release.run(from + index * SUSPECT_ALONE_MS, seq ?? null);
      });
      return from + suspects.length * SUSPECT_ALONE_MS;
    });
  }
}
