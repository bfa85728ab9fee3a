// Keys of the waits table. A partition holds the messages of one shard of sixteen that are due within the same five minutes.
// There are shards because runs that begin together and wait for one day are due together. Rows of a partition sort by time.

import { isoTime, MINUTE_MS } from "#core/time.ts";
import { type Item, text } from "../dynamodb/attribute-values.ts";
import { shardOf } from "../dynamodb/shard.ts";
import { sortableTime } from "../dynamodb/sortable-time.ts";

/** The time span of one partition, in milliseconds. */
export const BUCKET_MS = 5 * MINUTE_MS;

/** The partitions of one bucket. */
export const SHARDS = 16;

const CURSOR = "cursor";

/** The key of the row that holds the time up to which every shard is swept. */
export const CURSOR_KEY = { pk: text(CURSOR), sk: text(CURSOR) } satisfies Item;

/** The key of the row that holds how far one shard is swept, and which worker holds it. */
export function shardProgressKey(shard: number): Item {
  return { pk: text(CURSOR), sk: text(`shard#${shard}`) };
}

/** Returns the start of the bucket that holds a time. */
export function bucketOf(time: number): number {
  return Math.floor(time / BUCKET_MS) * BUCKET_MS;
}

/** Returns the key of a message's row. */
export function delayedMessageKey({ id, dueAt }: { readonly id: string; readonly dueAt: number }): Item {
  return {
    pk: text(bucketPartition(bucketOf(dueAt), shardOf(id, SHARDS))),
    sk: text(`${sortableTime(dueAt)}#${id}`),
  };
}

/** Returns the key of a part of a message that is too large for one row, in a partition that the sweeper does not read. */
export function delayedMessagePartKey(
  { id, dueAt }: { readonly id: string; readonly dueAt: number },
  part: number,
): Item {
  return { pk: text(`part#${sortableTime(dueAt)}#${id}`), sk: text(String(part)) };
}

/** Returns the key of the row of a cancelled run. */
export function cancelledKey({ event_id, flow_id }: { readonly event_id: string; readonly flow_id: string }): Item {
  return { pk: text(`cancelled#${event_id}#${flow_id}`), sk: text("cancelled") };
}

/** Returns the key of the row that counts the tries of a redelivered message. */
export function triesKey(messageId: string): Item {
  return { pk: text(`tries#${messageId}`), sk: text("tries") };
}

/** Returns the id of the message in a row. */
export function delayedMessageIdOf(sortKey: string): string {
  return sortKey.slice(sortKey.indexOf("#") + 1);
}

/** Returns the partition of a bucket and a shard, such as "2026-07-01T12:05#7": the bucket's first minute (UTC) and the shard. */
export function bucketPartition(bucket: number, shard: number): string {
  return `${isoTime(bucket).slice(0, "2026-07-01T12:05".length)}#${shard}`;
}
