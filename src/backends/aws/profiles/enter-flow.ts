// Entering a flow. The rows of all identifiers are read, judged, and written on condition that none has changed: a row
// with a conditional put, several in one transaction, all or none. Read first, since most of who asks may not enter
// (orders of a customer who was thanked), and a read costs a fifth of a write that is refused, a tenth in a transaction.
//
// Two that enter at the same time can't both: the second finds a row changed, or DynamoDB ends its transaction, and it
// reads again (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html).

import { setTimeout as pause } from "node:timers/promises";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { FlowEntry } from "#app/runs/profile-ports.ts";
import { putAllOrNone, type Table } from "../dynamodb/table.ts";
import { admit, type EntryChange, type EntryRow, entryAttributes, readEntryRow, unchanged } from "./flow-entries.ts";
import { entryKey } from "./profile-keys.ts";

/** How long to pause before an entry that was disturbed is tried again, each time; in milliseconds. */
const PAUSES_MS = [10, 40, 160, 320] as const;

/** Enters a flow by the rule of `admit`, atomically; throws where others are at the same rows all the time. */
export async function enterFlow(table: Table, entry: FlowEntry): Promise<boolean> {
  // A transaction names no row twice.
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

/** What is remembered of entries into a flow, for each of these identifiers. */
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

/** Writes all rows or none; false when one of them is not as it was read, or another is writing it. */
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
  return putAllOrNone(client, puts);
}
