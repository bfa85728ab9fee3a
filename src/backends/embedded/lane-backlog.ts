// What is due while its lane has no room lies aside in the file, out of the way of what other lanes have due: however much
// of it there is, nobody has to look past it. Its lane fetches it as soon as it has room.

import type { DatabaseSync } from "node:sqlite";
import type { GroupCommit } from "./group-commit.ts";
import { type DelayedTable, type DueItem, dueItem } from "./sqlite-delayed-messages.ts";

/** A table of waits whose items belong to lanes. */
export type LaneTable<Item> = DelayedTable<Item> & { readonly laneColumn: string };

/** What lies aside in a table of waits. Rows that do have `taken = 2`. */
export class LaneBacklog<Item> {
  readonly #commit: GroupCommit;
  readonly #table: LaneTable<Item>;
  readonly #setAside;
  readonly #take;
  readonly #lanes;

  constructor(database: DatabaseSync, commit: GroupCommit, table: LaneTable<Item>) {
    this.#commit = commit;
    this.#table = table;
    const { name, laneColumn: lane, columns } = table;
    this.#setAside = database.prepare(`UPDATE ${name} SET taken = 2 WHERE seq = ?`);
    this.#take = database.prepare(
      `UPDATE ${name} SET taken = 1 WHERE seq IN
         (SELECT seq FROM ${name} WHERE taken = 2 AND ${lane} = ? ORDER BY due_at LIMIT ?)
       RETURNING seq, receives, ${columns.join(", ")}`,
    );
    // From one lane to the next, without a look at the rows of each.
    this.#lanes = database.prepare(
      `WITH RECURSIVE lanes (lane) AS (
         SELECT min(${lane}) FROM ${name} WHERE taken = 2
         UNION ALL
         SELECT (SELECT min(${lane}) FROM ${name} WHERE taken = 2 AND ${lane} > lanes.lane) FROM lanes WHERE lane IS NOT NULL
       ) SELECT lane FROM lanes WHERE lane IS NOT NULL`,
    );
  }

  /** Lays rows aside that were taken. */
  async setAside(seqs: readonly number[]): Promise<void> {
    await this.#commit.writeSurely(() => {
      for (const seq of seqs) this.#setAside.run(seq);
    });
  }

  /** Takes what lies aside for a lane, the earliest first. */
  async take(lane: string, limit: number): Promise<DueItem<Item>[]> {
    const rows = await this.#commit.writeSurely(() => this.#take.all(lane, limit));
    return rows.map((row) => dueItem(this.#table, row));
  }

  /** The lanes for which something lies aside. */
  lanes(): string[] {
    return this.#lanes.all().map((row) => String(row["lane"]));
  }
}
