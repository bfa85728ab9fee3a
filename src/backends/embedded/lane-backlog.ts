// The backlog of lanes. An item that is due while its lane is full is set aside in the file. So a query for due items never reads
// past it, however long the backlog is. The lane fetches the item as soon as it has room.

import type { DatabaseSync } from "node:sqlite";
import type { GroupCommit } from "./group-commit.ts";
import { type DelayedTable, type DueItem, dueItem } from "./sqlite-delayed-messages.ts";

/** A table of delayed messages that belong to lanes. */
export type LaneTable<Item> = DelayedTable<Item> & { readonly laneColumn: string };

/** The rows of a table that are set aside: those with `taken = 2`. */
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
    // Jumps from one lane to the next without reading the rows of each.
    this.#lanes = database.prepare(
      `WITH RECURSIVE lanes (lane) AS (
         SELECT min(${lane}) FROM ${name} WHERE taken = 2
         UNION ALL
         SELECT (SELECT min(${lane}) FROM ${name} WHERE taken = 2 AND ${lane} > lanes.lane) FROM lanes WHERE lane IS NOT NULL
       ) SELECT lane FROM lanes WHERE lane IS NOT NULL`,
    );
  }

  /** Sets taken rows aside. */
  async setAside(seqs: readonly number[]): Promise<void> {
    await this.#commit.writeSurely(() => {
      for (const seq of seqs) this.#setAside.run(seq);
    });
  }

  /** Takes rows that are set aside for a lane, the earliest first. */
  async take(lane: string, limit: number): Promise<DueItem<Item>[]> {
    const rows = await this.#commit.writeSurely(() => this.#take.all(lane, limit));
    return rows.map((row) => dueItem(this.#table, row));
  }

  /** The lanes that have rows set aside. */
  lanes(): string[] {
    return this.#lanes.all().map((row) => String(row["lane"]));
  }
}
