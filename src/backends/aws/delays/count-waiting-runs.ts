// Counts the runs of a flow that wait for each action, in the index, all shards in parallel, without returning the entries.
// A page is a megabyte of entries, some five thousand; one count reads a limited number of pages.

import { inParallel } from "#app/in-parallel.ts";
import type { WaitingRunCounts } from "#app/runs/run-ports.ts";
import type { Item } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";
import { nextActionIn, queryIndex } from "./waiting-run-entries.ts";
import { afterAction, BEFORE_ALL, comingRange, flowPartitions } from "./waiting-run-index.ts";

/** Shards that are counted at once, which is all of them. */
const SHARDS_AT_ONCE = 16;

/** The limit on pages of a shard: some four million runs of all shards together, within about three seconds. */
const MOST_PAGES = 50;

/** The runs of one shard. */
interface ShardCount {
  readonly byAction: ReadonlyMap<string, number>;
  readonly complete: boolean;
}

/** Counts the runs that are due after `now`. */
export async function countWaitingRuns(
  table: Table,
  flowId: string,
  now: number,
  mostPages = MOST_PAGES,
): Promise<WaitingRunCounts> {
  const shards = await inParallel(flowPartitions(flowId), SHARDS_AT_ONCE, (partition) =>
    countShard(table, partition, now, mostPages),
  );
  const waits = new Map<string, number>();
  for (const [action, count] of shards.flatMap(({ byAction }) => [...byAction])) {
    waits.set(action, (waits.get(action) ?? 0) + count);
  }
  const counts = [...waits].sort(([a], [b]) => (a < b ? -1 : 1)).filter(([, count]) => count > 0);
  return {
    counts: counts.map(([action_id, count]) => ({ action_id, waits: count })),
    complete: shards.every(({ complete }) => complete),
  };
}

async function countShard(table: Table, partition: string, now: number, mostPages: number): Promise<ShardCount> {
  const byAction = new Map<string, number>();
  let action = await nextActionIn(table, partition, BEFORE_ALL);
  let start: Item | undefined;
  for (let page = 0; action !== undefined; page++) {
    if (page === mostPages) return { byAction, complete: false };
    const range = comingRange(action, now);
    const more = { Select: "COUNT", ...(start ? { ExclusiveStartKey: start } : {}) } as const;
    const { Count = 0, LastEvaluatedKey } = await queryIndex(table, partition, range, more);
    byAction.set(action, (byAction.get(action) ?? 0) + Count);
    start = LastEvaluatedKey;
    if (start === undefined) action = await nextActionIn(table, partition, afterAction(action));
  }
  return { byAction, complete: true };
}
