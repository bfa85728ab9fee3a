// The progress of the sweeper. One row holds the time before which every shard is swept. A shard that has rows to send also
// has its own row with an exact position and a lease: one worker at a time sends the rows of a shard, and records its
// position after each page. A worker that is killed leaves a lease that expires, and the next worker starts at the recorded
// position. Positions only move forward, so a worker that lost its lease while it was slow can't undo anything.

import { QueryCommand, UpdateItemCommand, type UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import { type Item, number, readNumber, readText, text } from "../dynamodb/attribute-values.ts";
import { sortableTime } from "../dynamodb/sortable-time.ts";
import { conditionalWrite, type Table } from "../dynamodb/table.ts";
import { CURSOR_KEY, SHARDS, shardProgressKey } from "./delayed-message-keys.ts";

/** The duration of a lease, in milliseconds: many times the duration of a page, also while SQS is slow. */
export const LEASE_MS = 20_000;

/**
 * A position in the order of a shard's rows: the sort key of a row that was sent, or a time, with which sort keys begin.
 * Every row up to the position, included, was sent.
 */
export type Position = string;

/** The progress of one shard. */
export interface ShardProgress {
  readonly shard: number;
  readonly position: Position;
  /** The end of the lease, in milliseconds since 1970; undefined if no worker holds the shard. */
  readonly leasedUntil: number | undefined;
}

/** Returns the time of a position: every row that is due before it was sent. */
export function timeOf(position: Position): number {
  return Number(position.split("#", 1)[0]);
}

/** Returns whether a worker has begun rows of the shard that are not finished. */
export function isUnfinished({ position, leasedUntil }: ShardProgress): boolean {
  return leasedUntil !== undefined || position.includes("#");
}

/** Returns the progress of each shard, or undefined before the first sweep. */
export async function readProgress({ client, tableName }: Table): Promise<ShardProgress[] | undefined> {
  const { Items: rows = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: "pk = :cursor",
      ExpressionAttributeValues: { ":cursor": CURSOR_KEY["pk"] },
      ConsistentRead: true,
    }),
  );
  const bySortKey = new Map(rows.map((row) => [readText(row, "sk"), row]));
  const all = bySortKey.get(readText(CURSOR_KEY, "sk"));
  const sweptTo = all && readNumber(all, "swept_to");
  if (sweptTo === undefined) return undefined;
  return Array.from({ length: SHARDS }, (_, shard) => {
    const row = bySortKey.get(readText(shardProgressKey(shard), "sk"));
    const position = row && readText(row, "position");
    const all = { shard, position: sortableTime(sweptTo), leasedUntil: undefined };
    // A shard that has been empty since then is further than its row says, and a lease in that row is of a worker that ended.
    return row === undefined || position === undefined || position < all.position
      ? all
      : { shard, position, leasedUntil: readNumber(row, "leased_until") };
  });
}

/** Returns the time before which every shard is swept, or undefined before the first sweep. */
export async function sweptTo(table: Table): Promise<number | undefined> {
  const shards = await readProgress(table);
  return shards && slowestTime(shards.map(({ position }) => position));
}

/** Returns the time of the slowest shard. */
export function slowestTime(positions: readonly Position[]): number {
  return Math.min(...positions.map(timeOf));
}

/** Records the time up to which every shard is swept, unless a later one is recorded. */
export async function recordSweptTo(table: Table, to: number): Promise<void> {
  await updated(table, {
    Key: CURSOR_KEY,
    UpdateExpression: "SET swept_to = :to",
    ConditionExpression: "attribute_not_exists(swept_to) OR swept_to < :to",
    ExpressionAttributeValues: { ":to": number(to) },
  });
}

/** The worker that holds a shard, and the current time. */
interface Lease {
  readonly owner: string;
  readonly now: number;
}

/** Claims a shard at the position at which it was read. Returns false if another worker holds it or has advanced it. */
export function claimShard(table: Table, shard: number, position: Position, lease: Lease): Promise<boolean> {
  return moved(table, shard, {
    UpdateExpression: "SET #position = :position, leased_by = :owner, leased_until = :until",
    ConditionExpression: `(attribute_not_exists(#position) OR #position <= :position) AND ${IS_FREE}`,
    ExpressionAttributeValues: {
      ":position": text(position),
      ":owner": text(lease.owner),
      ":until": number(lease.now + LEASE_MS),
      ":now": number(lease.now),
    },
  });
}

/** Records a position and renews the lease. Returns false if another worker has claimed the shard. */
export function advanceShard(table: Table, shard: number, position: Position, lease: Lease): Promise<boolean> {
  return moved(table, shard, {
    UpdateExpression: "SET #position = :position, leased_until = :until",
    ConditionExpression: "leased_by = :owner AND #position <= :position",
    ExpressionAttributeValues: {
      ":position": text(position),
      ":owner": text(lease.owner),
      ":until": number(lease.now + LEASE_MS),
    },
  });
}

/** Records a position and releases the shard. Returns false if another worker has claimed it, or if it was already released. */
export function releaseShard(table: Table, shard: number, position: Position, owner: string): Promise<boolean> {
  return moved(table, shard, {
    UpdateExpression: "SET #position = :position REMOVE leased_by, leased_until",
    ConditionExpression: "leased_by = :owner AND #position <= :position",
    ExpressionAttributeValues: { ":position": text(position), ":owner": text(owner) },
  });
}

/** Records that a shard is empty up to a position. Returns false if a worker holds it, or if it is already further. */
export function passEmpty(table: Table, shard: number, position: Position, now: number): Promise<boolean> {
  return moved(table, shard, {
    UpdateExpression: "SET #position = :position REMOVE leased_by, leased_until",
    ConditionExpression: `(attribute_not_exists(#position) OR #position < :position) AND ${IS_FREE}`,
    ExpressionAttributeValues: { ":position": text(position), ":now": number(now) },
  });
}

const IS_FREE = "(attribute_not_exists(leased_until) OR leased_until < :now)";

function moved(table: Table, shard: number, update: Omit<UpdateItemCommandInput, "TableName" | "Key">) {
  return updated(table, {
    Key: shardProgressKey(shard),
    ExpressionAttributeNames: { "#position": "position" },
    ...update,
  });
}

/** Returns whether the condition of the update held. */
async function updated(
  { client, tableName }: Table,
  update: Omit<UpdateItemCommandInput, "TableName"> & { readonly Key: Item },
): Promise<boolean> {
  const write = new UpdateItemCommand({ TableName: tableName, ...update });
  return (await conditionalWrite(client.send(write))).ok;
}
