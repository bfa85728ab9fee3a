// Lists and cancels the waiting runs in SQLite. A cancelled run does not wait until it is due: it wakes at once, and ends.

import type { DatabaseSync } from "node:sqlite";
import type { Now } from "#app/ports.ts";
import type { RunKey, WaitingRunCounts, WaitingRunPage, WaitingRunQuery, WaitingRuns } from "#app/runs/run-ports.ts";
import { deliveryId } from "#core/delivery/delivery-id.ts";
import type { WaitingRun } from "#core/runs/waiting-run.ts";
import { DAY_MS } from "#core/time.ts";
import type { GroupCommit } from "./group-commit.ts";
import { startedHour } from "./sqlite-delayed-messages.ts";
import type { WaitingRunReader } from "./waiting-run-listing.ts";

/** How long a run stays cancelled, in milliseconds: the longest delay (731 days) and 30 days more, as on AWS. */
export const CANCELLED_MS = (731 + 30) * DAY_MS;

interface WaitingRunsOptions {
  readonly database: DatabaseSync;
  readonly commit: GroupCommit;
  readonly reader: WaitingRunReader;
  readonly now: Now;
  /** Called when runs may be due sooner than before. */
  readonly onSooner: () => void;
}

export class SqliteWaitingRuns implements WaitingRuns {
  readonly #options: WaitingRunsOptions;
  readonly #insert;
  readonly #wakeRow;
  readonly #wakeListed;
  readonly #find;

  constructor(options: WaitingRunsOptions) {
    const { database } = options;
    this.#options = options;
    this.#insert = database.prepare(
      "INSERT INTO cancelled_runs (event_id, flow_id, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    );
    this.#wakeRow = database.prepare("UPDATE run_waits SET due_at = min(due_at, ?) WHERE seq = ?");
    this.#wakeListed = database.prepare(
      "UPDATE run_waits SET due_at = min(due_at, ?) WHERE started_hour = ? AND id = ?",
    );
    this.#find = database.prepare("SELECT 1 FROM cancelled_runs WHERE event_id = ? AND flow_id = ?");
  }

  list(query: WaitingRunQuery): Promise<WaitingRunPage> {
    return this.#options.reader.listRuns(query, this.#options.now());
  }

  count(flowId: string): Promise<WaitingRunCounts> {
    return this.#options.reader.countRuns(flowId, this.#options.now());
  }

  async cancel(run: RunKey | WaitingRun): Promise<void> {
    const { commit, reader, now, onSooner } = this.#options;
    const listed = "due_at" in run ? run : undefined;
    const rows = listed ? [] : await reader.rowsOfRun(run);
    const at = now();
    await commit.write(() => {
      this.#insert.run(run.event_id, run.flow_id, at + CANCELLED_MS);
      for (const seq of rows) this.#wakeRow.run(at, seq);
      if (listed) this.#wakeListed.run(at, startedHour(listed.started_at), deliveryId(listed));
    });
    onSooner();
  }

  async isCancelled({ event_id, flow_id }: RunKey): Promise<boolean> {
    return this.#find.get(event_id, flow_id) !== undefined;
  }
}
