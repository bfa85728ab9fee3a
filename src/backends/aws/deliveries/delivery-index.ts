// The two indexes of the deliveries table, and their order. Both hold keys only and are written with the first outcome, not
// with a claim. A flow's deliveries are on several shards, because one partition key accepts 1,000 writes a second. A shard
// is not divided by time, so that a page of a quiet flow costs as little as one of a busy flow. Undelivered ones are in a
// separate index, and leave it when they are delivered.

import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { Attempt, DeliveryRecord } from "#core/delivery/record.ts";
import { type Item, readText, required, text } from "../dynamodb/attribute-values.ts";
import { allShards, shardOf } from "../dynamodb/shard.ts";
import { sortableTime, TIME_DIGITS } from "../dynamodb/sortable-time.ts";
import { deliveryKeyOf } from "./delivery-keys.ts";

/** Enough for 8,000 first outcomes a second of one flow. */
const FLOW_SHARDS = 8;

/** An outcome with which a delivery is in the index of undelivered ones. */
type UndeliveredOutcome = Exclude<Attempt["outcome"], "delivered">;

/** Enough for 16,000 changes a second of undelivered ones, all flows together. */
const UNDELIVERED_SHARDS = 16;

/** An index and the names of its keys. */
export interface DeliveryIndex {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
}

/** All deliveries that have an outcome, by flow. */
export const BY_FLOW: DeliveryIndex = { name: "by-flow", partition: "flow_shard", sort: "flow_shard_sort" };

/** Undelivered ones: deliveries that wait for an attempt or a decision, failed, or were skipped. */
export const UNDELIVERED: DeliveryIndex = { name: "undelivered", partition: "undelivered", sort: "undelivered_sort" };

/** One partition of an index, and the prefix of the sort keys to read. */
export interface IndexRange {
  readonly index: DeliveryIndex;
  readonly partition: string;
  readonly prefix: string;
}

/** Returns the partitions of a flow's deliveries. */
export function flowRanges(flowId: string): IndexRange[] {
  return allShards(FLOW_SHARDS).map((shard) => ({ index: BY_FLOW, partition: `${flowId}#${shard}`, prefix: "" }));
}

/** Returns the partitions of deliveries with this outcome. */
export function undeliveredRanges(status: UndeliveredOutcome): IndexRange[] {
  return allShards(UNDELIVERED_SHARDS).map((shard) => ({
    index: UNDELIVERED,
    partition: `undelivered#${shard}`,
    prefix: `${status}#`,
  }));
}

/** Returns the attributes that put a delivery into the index by flow. */
export function flowAttributes(record: DeliveryRecord): Item {
  return {
    [BY_FLOW.partition]: text(`${record.flow_id}#${shardOf(record.event_id, FLOW_SHARDS)}`),
    [BY_FLOW.sort]: text(sortableTime(record.created_at)),
  };
}

/** Returns the attributes that put a delivery into the index of undelivered ones. */
export function undeliveredAttributes(record: DeliveryRecord): Item {
  return {
    [UNDELIVERED.partition]: text(`undelivered#${shardOf(record.event_id, UNDELIVERED_SHARDS)}`),
    [UNDELIVERED.sort]: text(`${record.status}#${sortableTime(record.created_at)}`),
  };
}

/**
 * A delivery in a listing. Cursors sort by time, oldest first, and the next page begins at the cursor. Cursors of the same
 * millisecond differ by the delivery's key, which every entry of an index includes.
 */
export interface Position {
  readonly key: DeliveryKey;
  readonly cursor: string;
}

/** Returns the position of an index entry. `prefix` is the prefix of its sort key. */
export function positionOf(entry: Item, sort: string, prefix: string): Position {
  const key = required(deliveryKeyOf(entry), "sk");
  const time = required(readText(entry, sort), sort).slice(prefix.length);
  return { key, cursor: [time, key.event_id, key.flow_id, key.action_id].join("#") };
}

/** Returns the time of a cursor in the form of `sortableTime`; of another text, its first characters. */
export function timeOf(cursor: string): string {
  return cursor.slice(0, TIME_DIGITS);
}
