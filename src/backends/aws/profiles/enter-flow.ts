// Enters a profile into a flow. The rows of all identifiers are read, checked, and written on condition that they have not changed.
// They are read first because most entries are refused (orders of a customer who was already thanked), and a read costs a
// fifth of a refused write, a tenth of one in a transaction.
//
// Of two concurrent entries one fails: it finds a changed row, or DynamoDB cancels its transaction, and it reads again.

import { setTimeout as pause } from "node:timers/promises";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { FlowEntry } from "#app/runs/profile-ports.ts";
import { putAtomically, type Table } from "../dynamodb/table.ts";
import { admit, type EntryChange, type EntryRow, entryAttributes, readEntryRow, unchanged } from "./flow-entries.ts";
import { entryKey } from "./profile-keys.ts";

/** Pauses before an entry that met a concurrent write is tried again, in milliseconds. */
const PAUSES_MS = [10, 40, 160, 320] as const;

/** Enters a flow atomically, by the rule of `admit`. Throws if concurrent writes change the rows at every try. */
export async function enterFlow(table: Table, entry: FlowEntry): Promise<boolean> {
  // A transaction must not name a row twice.
  const identifiers = [...new Set(entry.identifiers)];
  for (const ms of [0, ...PAUSES_MS]) {
    if (ms > 0) await pause(ms);
    const rows = await readEntryRows(table, entry.flow_id, identifiers);
    const admission = admit(rows, entry);
    if (admission.type !== "free") return admission.type === "entered";
    if (await writeAll(table, entry.flow_id, admission.changes)) return true;
  }
  throw new Error(`The entries into the flow ${entry.flow_id} change faster than they can be read`);
}

/** Reads the entries into a flow of each identifier. */
export function readEntryRows(
  { client, tableName }: Table,
  flowId: string,
  identifiers: readonly string[],
): Promise<EntryRow[]> {
  const reads = identifiers.map(async (identifier) => {
    const Key = entryKey(identifier, flowId);
    const { Item: item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
    return readEntryRow(identifier, item);
  });
  return Promise.all(reads);
}

/** Writes the rows atomically. Returns false if one has changed since it was read, or is being written. */
async function writeAll(
  { client, tableName }: Table,
  flowId: string,
  changes: readonly EntryChange[],
): Promise<boolean> {
  const puts = changes.map(({ before, after }) => ({
    TableName: tableName,
    Item: { ...entryKey(after.identifier, flowId), ...entryAttributes(after) },
    ...unchanged(before),
  }));
  return putAtomically(client, puts);
}
