// Stopped actions in SQLite. An action that was ever stopped has one row.

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { ActionStops } from "#app/stops/stop-ports.ts";
import { type ActionKey, type ActionStop, afterGone } from "#core/delivery/action-stop.ts";
import type { GroupCommit } from "./group-commit.ts";
import { insertInto } from "./named-statement.ts";

const COLUMNS = ["flow_id", "action_id", "url", "stopped_at", "delivery_id", "resumed_at"] as const;

export class SqliteActionStops implements ActionStops {
  readonly #commit: GroupCommit;
  readonly #all;
  readonly #find;
  readonly #put;

  constructor(database: DatabaseSync, commit: GroupCommit) {
    this.#commit = commit;
    this.#all = database.prepare("SELECT * FROM action_stops WHERE resumed_at IS NULL ORDER BY flow_id, action_id");
    this.#find = database.prepare("SELECT * FROM action_stops WHERE flow_id = ? AND action_id = ?");
    const set = COLUMNS.map((column) => `${column} = excluded.${column}`).join(", ");
    this.#put = insertInto(database, "action_stops", COLUMNS, `ON CONFLICT (flow_id, action_id) DO UPDATE SET ${set}`);
  }

  async stopped(): Promise<readonly ActionStop[]> {
    return this.#all.all().map(toStop);
  }

  async gone(gone: Omit<ActionStop, "resumed_at">): Promise<void> {
    await this.#commit.write(() => this.#write(afterGone(this.#read(gone), gone)));
  }

  async resume(action: ActionKey, now: number): Promise<ActionStop | undefined> {
    return await this.#commit.write(() => {
      const stop = this.#read(action);
      if (stop === undefined || stop.resumed_at !== undefined) return undefined;
      this.#write({ ...stop, resumed_at: now });
      return stop;
    });
  }

  #read({ flow_id, action_id }: ActionKey): ActionStop | undefined {
    const row = this.#find.get(flow_id, action_id);
    return row && toStop(row);
  }

  #write(stop: ActionStop): void {
    this.#put.run({ ...stop, resumed_at: stop.resumed_at ?? null });
  }
}

function toStop(row: Record<string, SQLOutputValue>): ActionStop {
  const text = (name: string) => String(row[name]);
  return {
    flow_id: text("flow_id"),
    action_id: text("action_id"),
    url: text("url"),
    stopped_at: Number(row["stopped_at"]),
    delivery_id: text("delivery_id"),
    ...(row["resumed_at"] === null ? {} : { resumed_at: Number(row["resumed_at"]) }),
  };
}
