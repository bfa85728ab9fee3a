// The index of the waits table by which runs that wait are listed and counted. It holds keys alone, and of runs alone:
// retries are not in it. A flow's runs lie on as many shards as the table's own partitions of one moment, so that the index
// carries whatever the table does. Within a shard they lie by action and then by time: rows stay for a month after they
// were due, and are passed over by beginning behind them; and how many wait for an action is counted without reading them
// out.

import { type Item, readText, required, text } from "../dynamodb/attribute-values.ts";
import { allShards, shardOf } from "../dynamodb/shard.ts";
import { sortableTime } from "../dynamodb/sortable-time.ts";

/** The index and the names of its keys. */
export const WAITS_BY_FLOW = { name: "by-flow", partition: "flow_shard", sort: "flow_sort" } as const;

const SHARDS = 16;

/** Between the parts of a cursor. Ids of flows and actions hold none; it sorts before all that they may hold. */
const SEPARATOR = "#";

/** Sorts before every cursor. */
export const BEFORE_ALL = " ";

/** Sorts after every cursor, and after everything that a cursor can go on with. */
export const AFTER_ALL = "~";

/** What the index finds a run by. */
interface IndexedRun {
  readonly event_id: string;
  readonly flow_id: string;
  readonly action_id: string;
  readonly due_at: number;
}

/** The attributes by which the index holds a run. */
export function waitingRunIndexAttributes(run: IndexedRun): Item {
  return {
    [WAITS_BY_FLOW.partition]: text(partitionOf(run.flow_id, shardOf(run.event_id, SHARDS))),
    [WAITS_BY_FLOW.sort]: text([run.action_id, sortableTime(run.due_at), run.event_id].join(SEPARATOR)),
  };
}

/** The partitions that hold a flow's runs. */
export function flowPartitions(flowId: string): string[] {
  return allShards(SHARDS).map((shard) => partitionOf(flowId, shard));
}

/** A row's cursor in the order of listings, from its entry in the index. */
export function cursorOf(entry: Item): string {
  return required(readText(entry, WAITS_BY_FLOW.sort), WAITS_BY_FLOW.sort);
}

/** The action that a run waits for at a cursor. */
export function actionAt(cursor: string): string {
  return cursor.split(SEPARATOR, 1)[0] ?? "";
}

/** The cursor before all runs of an action, whenever they are due. */
export function beforeAction(actionId: string): string {
  return actionId + SEPARATOR;
}

/** The cursor after all runs of an action. */
export function afterAction(actionId: string): string {
  return actionId + SEPARATOR + AFTER_ALL;
}

/** The bounds, both included, of an action's runs that are due after `now` and lie behind the cursor `after`. */
export function comingRange(actionId: string, now: number, after = BEFORE_ALL): { low: string; high: string } {
  const coming = beforeAction(actionId) + sortableTime(now + 1);
  // No cursor begins with another one and a separator.
  const behind = after + SEPARATOR;
  const hasBegun = behind > coming;
  return { low: hasBegun ? behind : coming, high: afterAction(actionId) };
}

function partitionOf(flowId: string, shard: number): string {
  return flowId + SEPARATOR + shard;
}
