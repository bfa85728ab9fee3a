// Queries the index of waiting runs, all shards of a flow in parallel.

import { QueryCommand, type QueryCommandInput, type QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import { inParallel } from "#app/in-parallel.ts";
import { type Item, text } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";
import { AFTER_ALL, actionAt, comingRange, cursorOf, flowPartitions, WAITS_BY_FLOW } from "./waiting-run-index.ts";

/** Partitions queried at once. */
const QUERIES_AT_ONCE = 16;

/** Returns the next `count` entries of an action that are due after `now` and behind the cursor `after`, soonest first. */
export async function comingEntries(
  table: Table,
  asked: { readonly flow: string; readonly action: string; readonly now: number },
  after: string,
  count: number,
): Promise<Item[]> {
  const { low, high } = comingRange(asked.action, asked.now, after);
  if (low > high) return [];
  const found = await inParallel(flowPartitions(asked.flow), QUERIES_AT_ONCE, (partition) =>
    queryIndex(table, partition, { low, high }, { Limit: count }),
  );
  return found
    .flatMap(({ Items = [] }) => Items)
    .sort((one, other) => (cursorOf(one) < cursorOf(other) ? -1 : 1))
    .slice(0, count);
}

/** Returns the first action behind a cursor for which the index has runs of the flow, or undefined. */
export async function nextAction(table: Table, flow: string, after: string): Promise<string | undefined> {
  const found = await inParallel(flowPartitions(flow), QUERIES_AT_ONCE, (partition) =>
    nextActionIn(table, partition, after),
  );
  return found.filter((action) => action !== undefined).sort()[0];
}

/** Returns the same for one partition. */
export async function nextActionIn(table: Table, partition: string, after: string): Promise<string | undefined> {
  if (after >= AFTER_ALL) return undefined;
  const { Items = [] } = await queryIndex(table, partition, { low: after, high: AFTER_ALL }, { Limit: 1 });
  return Items[0] && actionAt(cursorOf(Items[0]));
}

/** Returns a page of the entries of one partition between two cursors, both included. */
export function queryIndex(
  { client, tableName }: Table,
  partition: string,
  { low, high }: { readonly low: string; readonly high: string },
  more: Partial<QueryCommandInput>,
): Promise<QueryCommandOutput> {
  return client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: WAITS_BY_FLOW.name,
      KeyConditionExpression: "#partition = :partition AND #sort BETWEEN :low AND :high",
      ExpressionAttributeNames: { "#partition": WAITS_BY_FLOW.partition, "#sort": WAITS_BY_FLOW.sort },
      ExpressionAttributeValues: { ":partition": text(partition), ":low": text(low), ":high": text(high) },
      ...more,
    }),
  );
}
