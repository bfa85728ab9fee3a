// How many runs of a flow wait for each action: counted in the index, shard beside shard, without reading them out. A
// megabyte of entries, some five thousand, is a page; a question looks at so many of them at most.

import { inParallel } from "#app/in-parallel.ts";
import type { WaitingRunCounts } from "#app/runs/run-ports.ts";
import type { Item } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";
import { nextActionIn, queryIndex } from "./waiting-run-entries.ts";
import { afterAction, BEFORE_ALL, comingRange, flowPartitions } from "./waiting-run-index.ts";

/** Shards that are counted at once: all of them. */
const SHARDS_AT_ONCE = 16;

/** Most pages of a shard: of all shards together some four million runs, within about three seconds. */
const MOST_PAGES = 50;

/** What one shard holds. */
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
