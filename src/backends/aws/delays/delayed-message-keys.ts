// Keys of the waits table. A partition holds what falls due within five minutes, on one of sixteen shards, because all the
// waits of "one day later" that begin together end together. Within a partition, rows are sorted by when they fall due.

import { isoTime, MINUTE_MS } from "#core/time.ts";
import { type Item, text } from "../dynamodb/attribute-values.ts";
import { shardOf } from "../dynamodb/shard.ts";
import { sortableTime } from "../dynamodb/sortable-time.ts";

/** What one partition spans, in milliseconds. */
export const BUCKET_MS = 5 * MINUTE_MS;

/** Partitions of one bucket. */
export const SHARDS = 16;

const CURSOR = "cursor";

/** The key of the row that holds the time up to which every shard is swept. */
export const CURSOR_KEY = { pk: text(CURSOR), sk: text(CURSOR) } satisfies Item;

/** The key of the row that holds how far one shard is swept, and which worker holds it. */
export function shardProgressKey(shard: number): Item {
  return { pk: text(CURSOR), sk: text(`shard#${shard}`) };
}

/** The beginning of the bucket that a time falls into. */
export function bucketOf(time: number): number {
  return Math.floor(time / BUCKET_MS) * BUCKET_MS;
}

/** The key of a wait's row. */
export function delayedMessageKey({ id, dueAt }: { readonly id: string; readonly dueAt: number }): Item {
  return {
    pk: text(bucketPartition(bucketOf(dueAt), shardOf(id, SHARDS))),
    sk: text(`${sortableTime(dueAt)}#${id}`),
  };
}

/** The key of a part of a message that is too large for one row: out of the sweeper's way, in a partition of its own. */
export function delayedMessagePartKey(
  { id, dueAt }: { readonly id: string; readonly dueAt: number },
  part: number,
): Item {
  return { pk: text(`part#${sortableTime(dueAt)}#${id}`), sk: text(String(part)) };
}

/** The key of the row that says that a run was cancelled. */
export function cancelledKey({ event_id, flow_id }: { readonly event_id: string; readonly flow_id: string }): Item {
  return { pk: text(`cancelled#${event_id}#${flow_id}`), sk: text("cancelled") };
}

/** The key of the row that counts how often a message that came before was begun. */
export function triesKey(messageId: string): Item {
  return { pk: text(`tries#${messageId}`), sk: text("tries") };
}

/** The id of the wait that a row holds. */
export function delayedMessageIdOf(sortKey: string): string {
  return sortKey.slice(sortKey.indexOf("#") + 1);
}

/** The partition of a bucket and a shard, such as "2026-07-01T12:05#7": the bucket's first minute (UTC) and the shard. */
export function bucketPartition(bucket: number, shard: number): string {
  return `${isoTime(bucket).slice(0, "2026-07-01T12:05".length)}#${shard}`;
}
