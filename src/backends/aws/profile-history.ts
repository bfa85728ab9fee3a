// What happened to a profile, as rows of the profiles table: one for each event and identifier.
//
// Each is a write of its own, on condition that the event is not there yet as it was received before: a copy that comes
// later must not change what a step that was due in between has read. BatchWriteItem, which writes 25 at once, knows no
// conditions and costs as many write units; the calls that it would save are a few milliseconds of the function.
//
// The largest event fits into a row: packed it is no larger than the body it came in (256 KiB; core/event/limits.ts),
// and a row may have 400 KB.

import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { inParallel } from "#app/in-parallel.ts";
import type { HistoryQuery, HistoryRecord } from "#app/ports.ts";
import { parseJson } from "#core/parse-json.ts";
import { type HistoryEvent, inOrder } from "#core/profiles/history.ts";
import { bytes, type Item, number, readBytes, required } from "./attribute-values.ts";
import { pack, unpack } from "./packing.ts";
import { historyKey, historyRange } from "./profile-keys.ts";
import { queryAll, type Table } from "./query-all.ts";

/** The version of these rows. */
const HISTORY_VERSION = 1;

/** Calls under way at once. */
const CALLS_AT_ONCE = 16;

/** Remembers what happened, under every identifier. Resolves when all of it is durable. */
export async function recordHistory(table: Table, records: readonly HistoryRecord[]): Promise<void> {
  const rows = records.flatMap((record) => record.identifiers.map((identifier) => ({ identifier, record })));
  await inParallel(rows, CALLS_AT_ONCE, ({ identifier, record }) => writeRow(table, identifier, record));
}

/** Reads what happened: of each identifier and metric one query, since the rows of each lie together. */
export async function readHistory(table: Table, query: HistoryQuery): Promise<HistoryEvent[]> {
  const { identifiers, metrics, receivedBy } = query;
  const ranges = identifiers.flatMap((identifier) =>
    [...metrics].map(([metric, from]) => ({ identifier, metric, from })),
  );
  const found = await inParallel(ranges, CALLS_AT_ONCE, async ({ identifier, metric, from }) => {
    const events = await readRange(table, historyRange(identifier, metric, from));
    return events.filter(({ time, received_at }) => time >= from && received_at <= receivedBy);
  });
  return inOrder(found.flat());
}

async function writeRow(table: Table, identifier: string, record: HistoryRecord): Promise<void> {
  const { client, tableName } = table;
  const { event, expiresAt } = record;
  if (record.timeless && (await isKnown(table, identifier, event))) return;
  const item: Item = {
    ...historyKey(identifier, event),
    v: number(HISTORY_VERSION),
    received_at: number(event.received_at),
    event: bytes(pack(JSON.stringify(event))),
    ...(expiresAt === undefined ? {} : { ttl: number(Math.ceil(expiresAt / 1_000)) }),
  };
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: item,
        ConditionExpression: "attribute_not_exists(pk) OR received_at > :received_at",
        ExpressionAttributeValues: { ":received_at": number(event.received_at) },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** Whether a copy of an event is remembered under another time. One that is received in the same moment is not noticed. */
async function isKnown(table: Table, identifier: string, { metric, event_id, time }: HistoryEvent): Promise<boolean> {
  const events = await readRange(table, historyRange(identifier, metric, Number.NEGATIVE_INFINITY));
  return events.some((event) => event.event_id === event_id && event.time !== time);
}

async function readRange(table: Table, { pk, low, high }: ReturnType<typeof historyRange>): Promise<HistoryEvent[]> {
  const rows = await queryAll(table, {
    KeyConditionExpression: "pk = :pk AND sk BETWEEN :low AND :high",
    ExpressionAttributeValues: { ":pk": pk, ":low": low, ":high": high },
    ConsistentRead: true,
  });
  // Rows are written by this file alone.
  return rows.map((row) => parseJson(unpack(required(readBytes(row, "event"), "event"))) as unknown as HistoryEvent);
}
