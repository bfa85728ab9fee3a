// Keys of the targets table: what is known of the health of a target, the slots that are taken of it, its permits, and the
// actions that are stopped since their target is gone.
// Each target lies under keys of its own, so that no row and no partition takes the writes of all. Those that fail are
// found together by an index that holds no others, on a few shards, which only changes of their health are written to.

import { type Item, text } from "../dynamodb/attribute-values.ts";
import { allShards, shardOf } from "../dynamodb/shard.ts";

/** 4,000 changes a second of targets that fail. */
const SHARDS = 4;

/** The index of targets that fail: its partition key is written for them alone, its sort key is the table's own. */
export const FAILING_TARGETS = { name: "failing", partition: "failing", sort: "pk" } as const;

const HEALTH_PREFIX = "health#";

/** The key of a target's health. */
export function healthKey(target: string): Item {
  return { pk: text(`${HEALTH_PREFIX}${target}`), sk: text("health") };
}

/** The target whose health lies under a key. */
export function targetOf(partitionKey: string): string {
  return partitionKey.slice(HEALTH_PREFIX.length);
}

/** The partition of the index that a target is found in. */
export function failingPartition(target: string): string {
  return `failing#${shardOf(target, SHARDS)}`;
}

/** All partitions of the index. */
export function failingPartitions(): string[] {
  return allShards(SHARDS).map((shard) => `failing#${shard}`);
}

/** The key of the row that says from when on a target's slots are free. */
export function slotsKey(target: string): Item {
  return { pk: text(`slots#${target}`), sk: text("slots") };
}

/** The key of one of a target's permits. */
export function permitKey(target: string, permit: number): Item {
  return { pk: text(`places#${target}`), sk: text(String(permit)) };
}

/** The partition of all actions that are stopped: a few, and seldom written. */
export const STOPS_PARTITION = "stops";

/** The key of an action's stop. Ids hold no "#" (src/core/flow/identifiers.ts), which sorts before what they hold. */
export function stopKey({ flow_id, action_id }: { readonly flow_id: string; readonly action_id: string }): Item {
  return { pk: text(STOPS_PARTITION), sk: text(`${flow_id}#${action_id}`) };
}
