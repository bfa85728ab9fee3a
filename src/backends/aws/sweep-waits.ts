// The sweeper: moves what falls due soon from the waits table onto its queue, with the delay that is left, and then its
// cursor. A crash in between moves the same rows again. Only what is due in more than 15 minutes is ever written, and the
// cursor is never more than 10 minutes ahead, so no row appears behind it. A row that can't be read goes to the dead letters
// and holds up none of the others.

import {
  ConditionalCheckFailedException,
  GetItemCommand,
  paginateQuery,
  paginateScan,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { inParallel } from "#app/in-parallel.ts";
import { type Item, number, readNumber, text } from "./attribute-values.ts";
import type { Wait, WaitsTable } from "./dynamodb-waits.ts";
import { readWait, UnreadableWait } from "./read-wait.ts";
import { BUCKET_MS, bucketOf, bucketPartitions, CURSOR_KEY, sortableDue } from "./wait-keys.ts";

/** How far ahead the sweeper moves rows, in milliseconds: well within what SQS can hold a message back. */
export const SWEEP_AHEAD_MS = 10 * 60 * 1_000;

/** Partitions that are read at once. */
const READS_AT_ONCE = 8;

/** What a sweep did. */
export interface Sweep {
  /** Rows that were sent. */
  readonly moved: number;
  /** Everything due before this was sent, in milliseconds since 1970. */
  readonly sweptTo: number;
}

/** Where what falls due goes. */
export interface DueWaits {
  /** Resolves only when nothing it was given can be lost any more. */
  readonly send: (waits: readonly Wait[]) => Promise<void>;
  /** Takes a row that can't be read. Resolves when it can't be lost any more. */
  readonly refuse: (row: Item, error: UnreadableWait) => Promise<void>;
}

/**
 * Sends what falls due within the next ten minutes, bucket by bucket; the cursor follows each, so a sweep that does not
 * get to its end has done what it did.
 */
export async function sweepWaits(table: WaitsTable, now: number, due: DueWaits): Promise<Sweep> {
  const horizon = now + SWEEP_AHEAD_MS;
  let sweptTo = await readCursor(table, horizon);
  let moved = 0;
  while (sweptTo < horizon) {
    const end = Math.min(horizon, bucketOf(sweptTo) + BUCKET_MS);
    moved += await sweepBucket(table, { from: sweptTo, to: end }, due);
    await advanceCursor(table, end);
    sweptTo = end;
  }
  return { moved, sweptTo };
}

/** How far everything was swept; undefined before the first sweep. An alarm watches how far that lies behind. */
export async function sweptTo({ client, tableName }: WaitsTable): Promise<number | undefined> {
  const { Item: row } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: CURSOR_KEY, ConsistentRead: true }),
  );
  return row && readNumber(row, "swept_to");
}

async function readCursor(table: WaitsTable, horizon: number): Promise<number> {
  const cursor = await sweptTo(table);
  if (cursor !== undefined) return cursor;
  const start = Math.min(horizon, await earliestDue(table));
  await advanceCursor(table, start);
  return start;
}

/** When the first of all waits is due. Asked once, at the first sweep ever, when the table is usually empty. */
async function earliestDue({ client, tableName }: WaitsTable): Promise<number> {
  const pages = paginateScan(
    { client },
    { TableName: tableName, ProjectionExpression: "due_at", ConsistentRead: true },
  );
  let earliest = Number.POSITIVE_INFINITY;
  for await (const { Items: rows = [] } of pages) {
    for (const row of rows) earliest = Math.min(earliest, readNumber(row, "due_at") ?? earliest);
  }
  return earliest;
}

interface Span {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

async function sweepBucket(table: WaitsTable, span: Span, due: DueWaits): Promise<number> {
  const counts = await inParallel(bucketPartitions(bucketOf(span.from)), READS_AT_ONCE, async (partition) => {
    let moved = 0;
    const pages = paginateQuery(
      { client: table.client },
      {
        TableName: table.tableName,
        KeyConditionExpression: "pk = :partition AND sk BETWEEN :from AND :to",
        ExpressionAttributeValues: {
          ":partition": text(partition),
          ":from": text(sortableDue(span.from)),
          ":to": text(sortableDue(span.to)),
        },
        ConsistentRead: true,
      },
    );
    for await (const { Items: rows = [] } of pages) {
      const read = await inParallel(rows, READS_AT_ONCE, (row) => readOrRefuse(table, row, due));
      const waits = read.filter((wait) => wait !== undefined);
      if (waits.length > 0) await due.send(waits);
      moved += waits.length;
    }
    return moved;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

async function readOrRefuse(table: WaitsTable, row: Item, { refuse }: DueWaits): Promise<Wait | undefined> {
  try {
    return await readWait(table, row);
  } catch (error) {
    if (!(error instanceof UnreadableWait)) throw error;
    await refuse(row, error);
    return undefined;
  }
}

/** Moves the cursor on, never back: of two sweeps at the same time the later one's stays. */
async function advanceCursor({ client, tableName }: WaitsTable, to: number): Promise<void> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: CURSOR_KEY,
        UpdateExpression: "SET swept_to = :to",
        ConditionExpression: "attribute_not_exists(swept_to) OR swept_to < :to",
        ExpressionAttributeValues: { ":to": number(to) },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
