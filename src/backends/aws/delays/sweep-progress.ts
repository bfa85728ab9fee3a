// How far the sweeper has come. One row holds the time before which every shard is swept. A shard that has rows to send
// has a row of its own with an exact position and a lease: one worker sends the rows of a shard at a time, and records its
// position after each page. A worker that is killed leaves a lease that expires; the next worker starts at the recorded
// position. Positions only ever move forward, so a worker that lost its lease while it was slow cannot undo anything.

import { QueryCommand, UpdateItemCommand, type UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import { type Item, number, readNumber, readText, text } from "../dynamodb/attribute-values.ts";
import { sortableTime } from "../dynamodb/sortable-time.ts";
import { conditionalWrite, type Table } from "../dynamodb/table.ts";
import { CURSOR_KEY, SHARDS, shardProgressKey } from "./delayed-message-keys.ts";

/** How long a lease holds without being renewed: many times what a page takes, also while SQS is slow to answer. */
export const LEASE_MS = 20_000;

/**
 * A place in the order of a shard's rows: the sort key of a row that was sent, or a time, as sort keys begin with it.
 * Every row that sorts before it, or is it, was sent.
 */
export type Position = string;

/** How far one shard is swept. */
export interface ShardProgress {
  readonly shard: number;
  readonly position: Position;
  /** Until when a worker holds the shard, in milliseconds since 1970; undefined when no worker does. */
  readonly leasedUntil: number | undefined;
}

/** The time of a position: every row that was due before it was sent. */
export function timeOf(position: Position): number {
  return Number(position.split("#", 1)[0]);
}

/** Whether a worker has begun rows of the shard that nobody has finished. */
export function isUnfinished({ position, leasedUntil }: ShardProgress): boolean {
  return leasedUntil !== undefined || position.includes("#");
}

/** How far each shard is swept; undefined before the first sweep. */
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
    // A shard that has had nothing to send is further than its own row says, and a lease in that row is a dead worker's.
    return row === undefined || position === undefined || position < all.position
      ? all
      : { shard, position, leasedUntil: readNumber(row, "leased_until") };
  });
}

/** The time before which everything is swept; undefined before the first sweep. */
export async function sweptTo(table: Table): Promise<number | undefined> {
  const shards = await readProgress(table);
  return shards && slowestTime(shards.map(({ position }) => position));
}

/** How far the slowest shard is. */
export function slowestTime(positions: readonly Position[]): number {
  return Math.min(...positions.map(timeOf));
}

/** Records that every shard is swept up to a time. Of two workers the one that came further stays. */
export async function recordSweptTo(table: Table, to: number): Promise<void> {
  await updated(table, {
    Key: CURSOR_KEY,
    UpdateExpression: "SET swept_to = :to",
    ConditionExpression: "attribute_not_exists(swept_to) OR swept_to < :to",
    ExpressionAttributeValues: { ":to": number(to) },
  });
}

/** Who works a shard, and when. */
export interface Lease {
  readonly owner: string;
  readonly now: number;
}

/** Takes a shard at the position at which it was read. False: another worker holds it, or has moved it on. */
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

/** Records a position and renews the lease. False: another worker has taken the shard. */
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

/** Records a position and gives the shard back. False: another worker has taken it, or it was given back before. */
export function releaseShard(table: Table, shard: number, position: Position, owner: string): Promise<boolean> {
  return moved(table, shard, {
    UpdateExpression: "SET #position = :position REMOVE leased_by, leased_until",
    ConditionExpression: "leased_by = :owner AND #position <= :position",
    ExpressionAttributeValues: { ":position": text(position), ":owner": text(owner) },
  });
}

/** Records that a shard holds no row up to a position. False: a worker holds it, or it is further already. */
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

/** Whether the update was made; false when its condition does not hold. */
async function updated(
  { client, tableName }: Table,
  update: Omit<UpdateItemCommandInput, "TableName"> & { readonly Key: Item },
): Promise<boolean> {
  const write = new UpdateItemCommand({ TableName: tableName, ...update });
  return (await conditionalWrite(client.send(write))).ok;
}
