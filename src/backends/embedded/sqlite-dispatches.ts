// Deliveries that wait: for the time of their next attempt, or for work in memory to make room. A row is taken while
// this process works on it, and goes when that is recorded; a start of the process gives all of them free.

import type { DatabaseSync } from "node:sqlite";
import type { Dispatch } from "#app/ports.ts";
import { type DeliveryMessage, deliveryMessageSchema } from "#core/messages/delivery-message.ts";
import type { GroupCommit } from "./group-commit.ts";

/** How long what may have ended a process is worked on alone, in milliseconds: rendering and sending end one at once. */
const SUSPECT_ALONE_MS = 250;

/** A delivery that is due. */
export interface DueDispatch extends Dispatch {
  readonly id: string;
  /** How many processes ended while they worked on it. */
  readonly receives: number;
}

/** The waiting deliveries in SQLite. */
export class SqliteDispatches {
  readonly #commit: GroupCommit;
  readonly #insert;
  readonly #take;
  readonly #delete;
  readonly #postpone;
  readonly #nextDue;
  readonly #suspects;
  readonly #release;

  constructor(database: DatabaseSync, commit: GroupCommit) {
    this.#commit = commit;
    this.#insert = database.prepare(
      `INSERT INTO dispatches (id, due_at, target, message) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at WHERE taken = 0`,
    );
    this.#take = database.prepare(
      `UPDATE dispatches SET taken = 1 WHERE id IN
         (SELECT id FROM dispatches WHERE taken = 0 AND due_at <= ? ORDER BY due_at LIMIT ?)
       RETURNING id, target, message, receives`,
    );
    this.#delete = database.prepare("DELETE FROM dispatches WHERE id = ?");
    this.#postpone = database.prepare("UPDATE dispatches SET taken = 0, due_at = ? WHERE id = ?");
    this.#nextDue = database.prepare("SELECT min(due_at) AS due_at FROM dispatches WHERE taken = 0");
    this.#suspects = database.prepare("SELECT id FROM dispatches WHERE taken = 1 ORDER BY random()");
    this.#release = database.prepare(
      "UPDATE dispatches SET taken = 0, receives = receives + 1, due_at = max(due_at, ?) WHERE id = ?",
    );
  }

  /** Stores deliveries to be made at `dueAt`; resolves once they are durable. A repeat changes nothing but the time. */
  async add(dispatches: readonly Dispatch[], dueAt: number): Promise<void> {
    await this.#commit.write(() => {
      for (const { message, target } of dispatches) {
        this.#insert.run(dispatchId(message), dueAt, target, JSON.stringify(message));
      }
    });
  }

  /** Takes deliveries that are due, earliest first. */
  async take(now: number, limit: number): Promise<DueDispatch[]> {
    const rows = await this.#commit.writeSurely(() => this.#take.all(now, limit));
    return rows.map((row) => ({
      id: String(row["id"]),
      target: String(row["target"]),
      message: deliveryMessageSchema.parse(JSON.parse(String(row["message"]))),
      receives: Number(row["receives"]),
    }));
  }

  /** Forgets a delivery whose attempt and what follows from it are recorded. */
  async done(id: string): Promise<void> {
    await this.#commit.writeLazily(() => this.#delete.run(id));
  }

  /** Gives a taken delivery back, to be made at another time. */
  async postpone(id: string, dueAt: number): Promise<void> {
    await this.#commit.writeSurely(() => this.#postpone.run(dueAt, id));
  }

  /** When the earliest waiting delivery is due; undefined when none waits. */
  nextDue(): number | undefined {
    const dueAt = this.#nextDue.get()?.["due_at"];
    return dueAt == null ? undefined : Number(dueAt);
  }

  /**
   * Gives back what an earlier process had taken and not done: one of it may have ended the process. So they come one
   * after the other, in random order, each with some time in which nothing else of them is worked on.
   */
  async releaseAll(now: number): Promise<void> {
    await this.#commit.write(() => {
      this.#suspects.all().forEach(({ id }, index) => {
        this.#release.run(now + index * SUSPECT_ALONE_MS, id ?? null);
      });
    });
  }
}

/** One row an attempt: a repeat of the same message is the same row. */
function dispatchId(message: DeliveryMessage): string {
  return `${message.event.id}:${message.flow_id}:${message.action_id}#${message.round}.${message.attempt}`;
}
