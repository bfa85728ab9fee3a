// The two indexes of the deliveries table, and the order in which they list. Both hold keys alone, are written with the
// first outcome, and never for a claim. A flow's deliveries lie on a few shards, since one partition key carries 1,000
// writes a second; a shard holds all of a flow's hours, so that a page of a quiet flow costs as little as one of a busy
// flow. What is not delivered has an index of its own, which forgets it once it is.

import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { Attempt, DeliveryRecord } from "#core/delivery/record.ts";
import { type Item, readText, required, text } from "../dynamodb/attribute-values.ts";
import { allShards, shardOf } from "../dynamodb/shard.ts";
import { sortableTime, TIME_DIGITS } from "../dynamodb/sortable-time.ts";
import { deliveryKeyOf } from "./delivery-keys.ts";

/** 8,000 first outcomes a second for one flow. */
const FLOW_SHARDS = 8;

/** An outcome by which the index of what is not delivered holds a delivery. */
export type UndeliveredOutcome = Exclude<Attempt["outcome"], "delivered">;

/** 16,000 changes a second of what is not delivered, all flows together. */
const UNDELIVERED_SHARDS = 16;

/** An index and the names of its keys. */
export interface DeliveryIndex {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
}

/** Every delivery that has an outcome, by flow. */
export const BY_FLOW: DeliveryIndex = { name: "by-flow", partition: "flow_shard", sort: "flow_shard_sort" };

/** What was not delivered: it waits for its next attempt or for a person, failed, or was not to be sent. */
export const UNDELIVERED: DeliveryIndex = { name: "undelivered", partition: "undelivered", sort: "undelivered_sort" };

/** One partition of an index, and what the sort keys of those that are asked for begin with. */
export interface IndexRange {
  readonly index: DeliveryIndex;
  readonly partition: string;
  readonly prefix: string;
}

/** The partitions that hold a flow's deliveries. */
export function flowRanges(flowId: string): IndexRange[] {
  return allShards(FLOW_SHARDS).map((shard) => ({ index: BY_FLOW, partition: `${flowId}#${shard}`, prefix: "" }));
}

/** The partitions that hold what came to this outcome. */
export function undeliveredRanges(status: UndeliveredOutcome): IndexRange[] {
  return allShards(UNDELIVERED_SHARDS).map((shard) => ({
    index: UNDELIVERED,
    partition: `undelivered#${shard}`,
    prefix: `${status}#`,
  }));
}

/** The attributes by which a delivery's first outcome is found for as long as it is remembered. */
export function flowAttributes(record: DeliveryRecord): Item {
  return {
    [BY_FLOW.partition]: text(`${record.flow_id}#${shardOf(record.event_id, FLOW_SHARDS)}`),
    [BY_FLOW.sort]: text(sortableTime(record.created_at)),
  };
}

/** The attributes of what is not delivered. */
export function undeliveredAttributes(record: DeliveryRecord): Item {
  return {
    [UNDELIVERED.partition]: text(`undelivered#${shardOf(record.event_id, UNDELIVERED_SHARDS)}`),
    [UNDELIVERED.sort]: text(`${record.status}#${sortableTime(record.created_at)}`),
  };
}

/**
 * A delivery in a listing. Its cursor sorts as listings do, oldest first, and the page that follows begins at it. Cursors
 * of the same millisecond differ by their keys, which every entry of an index carries anyway.
 */
export interface Position {
  readonly key: DeliveryKey;
  readonly cursor: string;
}

/** The position of an index's entry; `prefix` is what its sort key begins with. */
export function positionOf(entry: Item, sort: string, prefix: string): Position {
  const key = required(deliveryKeyOf(entry), "sk");
  const time = required(readText(entry, sort), sort).slice(prefix.length);
  return { key, cursor: [time, key.event_id, key.flow_id, key.action_id].join("#") };
}

/** The time of a cursor, as `sortableTime` writes it; of a text that is no cursor, something as long. */
export function timeOf(cursor: string): string {
  return cursor.slice(0, TIME_DIGITS);
}
