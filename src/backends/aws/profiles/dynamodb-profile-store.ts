// The history and the flow entries of profiles, in DynamoDB. Flows without re-entry criteria and profile filters on the past
// read and write nothing here.

import type { FlowEntry, HistoryQuery, HistoryRecord, ProfileStore } from "#app/runs/profile-ports.ts";
import type { HistoryEvent } from "#core/profiles/history.ts";
import type { Table } from "../dynamodb/table.ts";
import { enterFlow, readEntryRows } from "./enter-flow.ts";
import { readHistory, recordHistory } from "./profile-history.ts";

/** The profiles table. Every method throws if DynamoDB fails. */
export class DynamoDbProfileStore implements ProfileStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  record(records: readonly HistoryRecord[]): Promise<void> {
    return recordHistory(this.#table, records);
  }

  history(query: HistoryQuery): Promise<readonly HistoryEvent[]> {
    return readHistory(this.#table, query);
  }

  enter(entry: FlowEntry): Promise<boolean> {
    return enterFlow(this.#table, entry);
  }

  async lastEntry(
    flowId: string,
    identifiers: readonly string[],
    exceptEventId: string,
    by: number,
  ): Promise<number | undefined> {
    const rows = await readEntryRows(this.#table, flowId, identifiers);
    const times = rows
      .flatMap(({ entries }) => entries)
      .filter(({ event_id, entered_at }) => event_id !== exceptEventId && entered_at <= by)
      .map(({ entered_at }) => entered_at);
    return times.length === 0 ? undefined : Math.max(...times);
  }
}
