// What waits for its time, in SQLite: deliveries for their next attempt, runs for their next action. A row is taken while
// this process works on it, and goes when that is recorded; a start of the process gives all of them free. Each call
// finds its rows by an index, so a wait costs the same beside a million others.

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { HOUR_MS } from "#core/time.ts";
import type { GroupCommit } from "./group-commit.ts";
import { insertInto } from "./named-statement.ts";

/** How long what may have ended a process is worked on alone, in milliseconds: what ends one does so at once. */
const SUSPECT_ALONE_MS = 250;

/** What `taken` says of a row: it is to be taken when it is due, or when its lane has room. 1: it is taken. */
const FREE = 0;
const ASIDE = 2;

/** The hour in which a run started, by which its rows lie; `startedAt` in milliseconds since 1970. */
export function startedHour(startedAt: number): number {
  return Math.floor(startedAt / HOUR_MS);
}

/** A row of a table of waits, as far as it holds the item. */
export type DelayedRow = Readonly<Record<string, SQLOutputValue>>;

/** How a kind of item lies in its table; what all such tables have beside that, the schema says. */
export interface DelayedTable<Item> {
  readonly name: "dispatches" | "run_waits";
  /** The columns that hold the item. */
  readonly columns: readonly string[];
  /** The column by which the items share out the work, where they do (lanes.ts). */
  readonly laneColumn?: string;
  /** Repeats of the same item have the same id. */
  idOf(item: Item): string;
  /** When the item's run started, in milliseconds since 1970. */
  startOf(item: Item): number;
  /** The values of the item's columns. */
  toColumns(item: Item): Readonly<Record<string, string>>;
  /** The item that a row holds. Throws where it can't be understood. */
  toItem(row: DelayedRow): Item;
}

/** An item, and when it is due in milliseconds since 1970. */
export interface Delayed<Item> {
  readonly item: Item;
  readonly dueAt: number;
  /** It is due, and its lane has no room: it lies aside until that has some (lane-backlog.ts). */
  readonly aside?: boolean;
}

/** An item that is due, and taken. */
export interface DueItem<Item> {
  /** Its row. */
  readonly seq: number;
  /** How many processes ended while they worked on it. */
  readonly receives: number;
  /** Undefined in a table without lanes. */
  readonly lane: string | undefined;
  /** The item itself. Throws where the row can't be understood. */
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

/** A table of waits. */
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

  /** Stores what waits; resolves once it is durable. A repeat of what is there already changes nothing. */
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

  /** Takes what is due, as it comes. */
  async take(now: number, limit: number): Promise<DueItem<Item>[]> {
    const rows = await this.#commit.writeSurely(() => this.#take.all(now, limit));
    return rows.map((row) => dueItem(this.#table, row));
  }

  /** Forgets what is done: all that follows from it is recorded. */
  async done(seq: number): Promise<void> {
    await this.#commit.writeLazily(() => this.#delete.run(seq));
  }

  /** Gives back what was taken, to be taken again at another time. */
  async postpone(seq: number, dueAt: number): Promise<void> {
    await this.#commit.writeSurely(() => this.#postpone.run(dueAt, seq));
  }

  /** When the earliest that waits is due; undefined when nothing waits. */
  nextDue(): number | undefined {
    const dueAt = this.#nextDue.get()?.["due_at"];
    return dueAt == null ? undefined : Number(dueAt);
  }

  /**
   * Gives back what an earlier process had taken and not done: one of it may have ended the process. So they come one
   * after the other, in random order, each with some time in which nothing else of them is worked on. Resolves with
   * the time at which the last of them has had its own; they begin at `from`.
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
