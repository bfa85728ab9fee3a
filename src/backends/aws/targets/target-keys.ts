// Keys of the targets table: the health of targets, their slots and permits, and the actions that are stopped because their
// target is gone. Each target has separate keys, so that no row or partition gets the writes of all targets. Failing targets
// are found by an index that holds no others, on a few shards; only changes of their health are written to it.

import { type Item, text } from "../dynamodb/attribute-values.ts";
import { allShards, shardOf } from "../dynamodb/shard.ts";

/** Enough for 4,000 changes a second of failing targets. */
const SHARDS = 4;

/** The index of failing targets: only they have its partition key. Its sort key is the table's partition key. */
export const FAILING_TARGETS = { name: "failing", partition: "failing", sort: "pk" } as const;

const HEALTH_PREFIX = "health#";

/** Returns the key of a target's health. */
export function healthKey(target: string): Item {
  return { pk: text(`${HEALTH_PREFIX}${target}`), sk: text("health") };
}

/** Returns the target of a health's partition key. */
export function targetOf(partitionKey: string): string {
  return partitionKey.slice(HEALTH_PREFIX.length);
}

/** Returns the partition of a target in the index. */
export function failingPartition(target: string): string {
  return `failing#${shardOf(target, SHARDS)}`;
}

/** Returns all partitions of the index. */
export function failingPartitions(): string[] {
  return allShards(SHARDS).map((shard) => `failing#${shard}`);
}

/** Returns the key of the row with the time from which a target's slots are free. */
export function slotsKey(target: string): Item {
  return { pk: text(`slots#${target}`), sk: text("slots") };
}

/** Returns the key of one of a target's permits. */
export function permitKey(target: string, permit: number): Item {
  return { pk: text(`places#${target}`), sk: text(String(permit)) };
}

/** The partition of all stopped actions, which are few and rarely written. */
export const STOPS_PARTITION = "stops";

/** Returns the key of an action's stop. Ids contain no "#" (src/core/flow/identifiers.ts), which sorts before their characters. */
export function stopKey({ flow_id, action_id }: { readonly flow_id: string; readonly action_id: string }): Item {
  return { pk: text(STOPS_PARTITION), sk: text(`${flow_id}#${action_id}`) };
}
