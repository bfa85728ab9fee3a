// Keys of the waits table. A partition holds what falls due within five minutes, on one of sixteen shards, since all the
// waits of "one day later" that begin together end together. Within it, rows lie in the order in which they fall due.

import { type Item, text } from "./attribute-values.ts";
import { allShards, shardOf } from "./shard.ts";

/** What one partition spans, in milliseconds. */
export const BUCKET_MS = 5 * 60 * 1_000;

const SHARDS = 16;

/** The key of the row that holds the sweeper's cursor. */
export const CURSOR_KEY: Item = { pk: text("cursor"), sk: text("cursor") };

/** The beginning of the bucket that a time falls into. */
export function bucketOf(time: number): number {
  return Math.floor(time / BUCKET_MS) * BUCKET_MS;
}

/** The partitions of a bucket. */
export function bucketPartitions(bucket: number): string[] {
  return allShards(SHARDS).map((shard) => partitionOf(bucket, shard));
}

/** The key of a wait's row. */
export function waitKey({ id, dueAt }: { readonly id: string; readonly dueAt: number }): Item {
  return {
    pk: text(partitionOf(bucketOf(dueAt), shardOf(id, SHARDS))),
    sk: text(`${sortableDue(dueAt)}#${id}`),
  };
}

/** The key of a part of a message that is too large for one row: out of the sweeper's way, in a partition of its own. */
export function waitPartKey({ id, dueAt }: { readonly id: string; readonly dueAt: number }, part: number): Item {
  return { pk: text(`part#${sortableDue(dueAt)}#${id}`), sk: text(String(part)) };
}

/** The key of the row that says that a run was cancelled. */
export function cancelledKey({ event_id, flow_id }: { readonly event_id: string; readonly flow_id: string }): Item {
  return { pk: text(`cancelled#${event_id}#${flow_id}`), sk: text("cancelled") };
}

/** The id of the wait that a row holds. */
export function waitIdOf(sortKey: string): string {
  return sortKey.slice(sortKey.indexOf("#") + 1);
}

/** A time as sort keys begin with it. A row that is due then sorts after it, one that is due before sorts before it. */
export function sortableDue(time: number): string {
  return String(Math.floor(time)).padStart(13, "0");
}

/** "2026-07-01T12:05#7": the bucket's first minute (UTC) and the shard. */
function partitionOf(bucket: number, shard: number): string {
  return `${new Date(bucket).toISOString().slice(0, "2026-07-01T12:05".length)}#${shard}`;
}
