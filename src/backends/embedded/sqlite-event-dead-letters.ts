// Events that could not be processed, in SQLite: the messages and the reasons.

import type { DatabaseSync } from "node:sqlite";
import type { Now } from "#app/ports.ts";
import type { EventDeadLetter, EventsDeadLetters, StoredEventDeadLetter } from "#app/runs/run-ports.ts";
import type { GroupCommit } from "./group-commit.ts";

export class SqliteEventDeadLetters implements EventsDeadLetters {
  readonly #commit: GroupCommit;
  readonly #now: Now;
  readonly #insert;
  readonly #select;

  constructor(database: DatabaseSync, commit: GroupCommit, now: Now) {
    this.#commit = commit;
    this.#now = now;
    this.#insert = database.prepare(
      "INSERT INTO event_dead_letters (at, message, reason, problems) VALUES (?, ?, ?, ?)",
    );
    this.#select = database.prepare("SELECT * FROM event_dead_letters ORDER BY seq DESC LIMIT ?");
  }

  async send({ message, reason, problems }: EventDeadLetter): Promise<void> {
    await this.#commit.write(() =>
      this.#insert.run(this.#now(), JSON.stringify(message), reason, JSON.stringify(problems)),
    );
  }

  /** The newest dead letters. */
  list(limit: number): StoredEventDeadLetter[] {
    return this.#select.all(limit).map((row) => ({
      at: Number(row["at"]),
      message: JSON.parse(String(row["message"])),
      reason: String(row["reason"]),
      problems: JSON.parse(String(row["problems"])),
    }));
  }
}
