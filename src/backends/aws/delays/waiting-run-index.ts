// The index of the waits table by which waiting runs are listed and counted. It holds keys only, and runs only: retries are
// not in it. A flow's runs are on as many shards as the table has partitions for the same five minutes, so that the index
// accepts as many writes as the table. Within a shard they sort by action and then by time. Rows stay for a month after they
// are due, so a query starts behind the current time; the runs of an action are counted without returning the entries.

import { type Item, readText, required, text } from "../dynamodb/attribute-values.ts";
import { allShards, shardOf } from "../dynamodb/shard.ts";
import { sortableTime } from "../dynamodb/sortable-time.ts";

/** The index and the names of its keys. */
export const WAITS_BY_FLOW = { name: "by-flow", partition: "flow_shard", sort: "flow_sort" } as const;

const SHARDS = 16;

/** Separates the parts of a cursor. Ids of flows and actions do not contain it; it sorts before all characters that they may contain. */
const SEPARATOR = "#";

/** Sorts before every cursor. */
export const BEFORE_ALL = " ";

/** Sorts after every cursor, and after every continuation of one. */
export const AFTER_ALL = "~";

/** The parts of a run's key in the index. */
interface IndexedRun {
  readonly event_id: string;
  readonly flow_id: string;
  readonly action_id: string;
  readonly due_at: number;
}

/** Returns the attributes that put a run into the index. */
export function waitingRunIndexAttributes(run: IndexedRun): Item {
  return {
    [WAITS_BY_FLOW.partition]: text(partitionOf(run.flow_id, shardOf(run.event_id, SHARDS))),
    [WAITS_BY_FLOW.sort]: text([run.action_id, sortableTime(run.due_at), run.event_id].join(SEPARATOR)),
  };
}

/** Returns the partitions of a flow's runs. */
export function flowPartitions(flowId: string): string[] {
  return allShards(SHARDS).map((shard) => partitionOf(flowId, shard));
}

/** Returns the cursor of an index entry. */
export function cursorOf(entry: Item): string {
  return required(readText(entry, WAITS_BY_FLOW.sort), WAITS_BY_FLOW.sort);
}

/** Returns the action of the run at a cursor. */
export function actionAt(cursor: string): string {
  return cursor.split(SEPARATOR, 1)[0] ?? "";
}

/** Returns the cursor before all runs of an action. */
export function beforeAction(actionId: string): string {
  return actionId + SEPARATOR;
}

/** Returns the cursor after all runs of an action. */
export function afterAction(actionId: string): string {
  return actionId + SEPARATOR + AFTER_ALL;
}

/** Returns the bounds, both included, of an action's runs that are due after `now` and behind the cursor `after`. */
export function comingRange(actionId: string, now: number, after = BEFORE_ALL): { low: string; high: string } {
  const coming = beforeAction(actionId) + sortableTime(now + 1);
  // No cursor begins with another cursor and a separator.
  const behind = after + SEPARATOR;
  const hasBegun = behind > coming;
  return { low: hasBegun ? behind : coming, high: afterAction(actionId) };
}

function partitionOf(flowId: string, shard: number): string {
  return flowId + SEPARATOR + shard;
}
