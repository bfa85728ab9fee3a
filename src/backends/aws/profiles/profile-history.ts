// The history of profiles, as rows of the profiles table: one for each event and identifier.
//
// Each row is written on condition that its key is free or that the stored event was received later: a later copy must not
// change the history that a step in between has read. BatchWriteItem, which writes 25 items at once, does not support
// conditions and costs as many write units; it would save a few milliseconds of the function.
//
// An event without a time has the time of its receipt, so its copies have different keys. It has a second row, under its id,
// with the time of the first copy (`happened_at`). Rows of earlier releases have no second row; a copy of such an event
// becomes a separate row, and a reader of both counts the one that was received first.
//
// The largest event fits into a row: packed it is no larger than the body it came in (256 KiB; core/event/limits.ts),
// and a row may have 400 KB.

import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { inParallel } from "#app/in-parallel.ts";
import type { HistoryQuery, HistoryRecord } from "#app/runs/profile-ports.ts";
import { parseJson } from "#core/parse-json.ts";
import { type HistoryEvent, inOrder } from "#core/profiles/history.ts";
import { type HistorySpan, LATEST_EVENTS } from "#core/profiles/history-span.ts";
import {
  bytes,
  type Item,
  number,
  readBytes,
  readNumber,
  readText,
  required,
  text,
} from "../dynamodb/attribute-values.ts";
import { pack, unpack } from "../dynamodb/packing.ts";
import { conditionalWrite, type Table } from "../dynamodb/table.ts";
import { copyKey, historyKey, historyRange, isReadableFromKey, readHistoryKey } from "./profile-keys.ts";

/** The version of these rows. */
const HISTORY_VERSION = 1;

/**
 * The limit on a short form, in characters: with it most rows stay within a write unit, which is 1 KB. Reading it takes a
 * twentieth of the time that decompressing the event takes. The compressed event is also written, for earlier releases.
 */
const SHORT_FORM = 200;

/** Calls in flight at once. */
const CALLS_AT_ONCE = 16;

/** Records events under every identifier of their profiles. Resolves when all of them are durable. */
export async function recordHistory(table: Table, records: readonly HistoryRecord[]): Promise<void> {
  const rows = records.flatMap((record) => record.identifiers.map((identifier) => ({ identifier, record })));
  await inParallel(rows, CALLS_AT_ONCE, ({ identifier, record }) => writeRow(table, identifier, record));
}

/** Reads events with a query for each identifier and span, from the end of the span back until the span needs no more. */
export async function readHistory(table: Table, query: HistoryQuery): Promise<HistoryEvent[]> {
  const { identifiers, spans, receivedBy } = query;
  const reads = identifiers.flatMap((identifier) => spans.map((span) => ({ identifier, span })));
  const found = await inParallel(reads, CALLS_AT_ONCE, ({ identifier, span }) =>
    readSpan(table, identifier, span, receivedBy),
  );
  return inOrder(found.flat());
}

async function writeRow(table: Table, identifier: string, record: HistoryRecord): Promise<void> {
  const { event, expiresAt } = record;
  const rest: Item = {
    v: number(HISTORY_VERSION),
    received_at: number(event.received_at),
    ...(expiresAt === undefined ? {} : { ttl: number(Math.ceil(expiresAt / 1_000)) }),
  };
  // The first copy is marked before its row is written. If the function ends in between, SQS redelivers the message, which
  // writes the row; a copy with another time finds the mark.
  const isFirst =
    !record.timeless ||
    (await putUnless(
      table,
      { ...copyKey(identifier, event.event_id), ...rest, happened_at: number(event.time) },
      { condition: "attribute_not_exists(pk) OR happened_at = :given", given: event.time },
    ));
  if (!isFirst) return;
  await putUnless(
    table,
    { ...historyKey(identifier, event), ...rest, ...shortForm(event), event: bytes(pack(JSON.stringify(event))) },
    { condition: "attribute_not_exists(pk) OR received_at > :given", given: event.received_at },
  );
}

/** Writes an item if the condition on the stored one holds. Resolves with whether it was written. */
async function putUnless(
  { client, tableName }: Table,
  item: Item,
  { condition, given }: { readonly condition: string; readonly given: number },
): Promise<boolean> {
  const write = new PutItemCommand({
    TableName: tableName,
    Item: item,
    ConditionExpression: condition,
    ExpressionAttributeValues: { ":given": number(given) },
  });
  return (await conditionalWrite(client.send(write))).ok;
}

async function readSpan(
  table: Table,
  identifier: string,
  span: HistorySpan,
  receivedBy: number,
): Promise<HistoryEvent[]> {
  const found: HistoryEvent[] = [];
  // DynamoDB refuses a range whose end is before its start.
  if (span.from > span.to) return found;
  const wantsMore = span.begin();
  for await (const event of latestFirst(table, identifier, span, receivedBy)) {
    // Times in keys are rounded and limited.
    if (event.time < span.from || event.time > span.to) continue;
    found.push(event);
    if (!wantsMore(event)) break;
  }
  return found;
}

async function* latestFirst(
  { client, tableName }: Table,
  identifier: string,
  span: HistorySpan,
  receivedBy: number,
): AsyncGenerator<HistoryEvent> {
  const { pk, low, high } = historyRange(identifier, span);
  let start: Item | undefined;
  let rows = span.firstRows;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :low AND :high",
        // Filtered rows count towards Limit, so a page may be empty without being the last.
        FilterExpression: "received_at <= :by",
        ExpressionAttributeValues: { ":pk": pk, ":low": low, ":high": high, ":by": number(receivedBy) },
        ConsistentRead: true,
        ScanIndexForward: false,
        ...(Number.isFinite(rows) ? { Limit: rows } : {}),
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    for (const row of page.Items ?? []) yield eventOf(row, span.metric);
    start = page.LastEvaluatedKey;
    rows = Math.max(rows, LATEST_EVENTS);
  } while (start);
}

/** Returns the short form: the part of an event that its key does not hold, if it is short and the key holds the rest. */
function shortForm(event: HistoryEvent): Item {
  const { value, properties } = event;
  const form = JSON.stringify({ value, properties });
  return form.length <= SHORT_FORM && isReadableFromKey(event) ? { short: text(form) } : {};
}

/** Returns the event of a row. */
function eventOf(row: Item, metric: string): HistoryEvent {
  const short = readText(row, "short");
  if (short === undefined) {
    // Only writeRow writes this attribute, from a HistoryEvent.
    return parseJson(unpack(required(readBytes(row, "event"), "event"))) as unknown as HistoryEvent;
  }
  const received_at = required(readNumber(row, "received_at"), "received_at");
  // Only shortForm writes this text.
  const rest = parseJson(short) as Pick<HistoryEvent, "properties">;
  return { ...readHistoryKey(row), metric, received_at, ...rest };
}
