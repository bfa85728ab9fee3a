// Where the next deliveries of a listing lie. An event's own are found in the table itself; what is not delivered, in the
// index of just that; everything else, in the index by flow.

import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import type { DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import { inParallel } from "#app/in-parallel.ts";
import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import { type Item, text } from "../dynamodb/attribute-values.ts";
import { sortableTime } from "../dynamodb/sortable-time.ts";
import type { Table } from "../dynamodb/table.ts";
import { queryAll } from "../dynamodb/table.ts";
import type { ListedDeliveries } from "./deliveries-table.ts";
import {
  BY_FLOW,
  flowRanges,
  type IndexRange,
  type Position,
  positionOf,
  timeOf,
  undeliveredRanges,
} from "./delivery-index.ts";

/** Partitions of an index that are asked at once. */
const QUERIES_AT_ONCE = 32;

/** Sorts after every cursor. */
const AFTER_ALL = "~";

/** The next `count` positions of a listing after `cursor`, newest first; fewer only where there are no more. */
export async function nextPositions(
  table: ListedDeliveries,
  query: DeliveryQuery,
  cursor: string | undefined,
  count: number,
): Promise<Position[]> {
  const end = query.until === undefined ? AFTER_ALL : sortableTime(query.until);
  const before = cursor !== undefined && cursor < end ? cursor : end;
  const bounds = { low: sortableTime(query.since ?? 0), before, count };
  const found =
    query.event === undefined
      ? await inParallel(await rangesOf(table, query), QUERIES_AT_ONCE, (range) =>
          positionsIn(table, range, query, bounds),
        )
      : [await positionsOfEvent(table, query.event, bounds)];
  return found
    .flat()
    .sort((a, b) => (a.cursor < b.cursor ? 1 : -1))
    .slice(0, count);
}

/** `low` is the earliest cursor, `before` the one that the page before ended at. */
interface Bounds {
  readonly low: string;
  readonly before: string;
  readonly count: number;
}

/** What is attempted once more of itself, or since a person decided so: what is being sent is found among these. */
const SENT_ONCE_MORE = ["retrying", "failed", "parked"] as const;

async function rangesOf(table: ListedDeliveries, { status, flow }: DeliveryQuery): Promise<IndexRange[]> {
  switch (status) {
    case undefined:
    case "delivered":
      return (flow === undefined ? await table.flowIds() : [flow]).flatMap(flowRanges);
    case "sending":
      return SENT_ONCE_MORE.flatMap(undeliveredRanges);
    default:
      return undeliveredRanges(status);
  }
}

async function positionsIn(
  table: Table,
  range: IndexRange,
  query: DeliveryQuery,
  { low, before, count }: Bounds,
): Promise<Position[]> {
  const high = timeOf(before);
  if (low > high) return [];
  const read: Position[] = [];
  for (let start: Item | undefined; ; ) {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.tableName,
        ...rangeQuery(range, low, high),
        Limit: count + 1,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    read.push(...(page.Items ?? []).map((item) => positionOf(item, range.index.sort, range.prefix)));
    start = page.LastEvaluatedKey;
    const asked = read.filter(({ cursor, key }) => cursor < before && isOf(key, query));
    if (start === undefined) return asked;
    // The index orders the cursors of one millisecond by no order of ours, so none of them counts until all are read.
    const end = timeOf(read.at(-1)?.cursor ?? "");
    const complete = asked.filter(({ cursor }) => timeOf(cursor) > end);
    if (complete.length >= count) return complete;
  }
}

/** What the key of a delivery says already. */
function isOf(key: DeliveryKey, { flow, action }: DeliveryQuery): boolean {
  return (flow ?? key.flow_id) === key.flow_id && (action ?? key.action_id) === key.action_id;
}

function rangeQuery({ index, partition, prefix }: IndexRange, low: string, high: string): Partial<QueryCommandInput> {
  return {
    IndexName: index.name,
    KeyConditionExpression: "#partition = :partition AND #sort BETWEEN :low AND :high",
    ExpressionAttributeNames: { "#partition": index.partition, "#sort": index.sort },
    ExpressionAttributeValues: {
      ":partition": text(partition),
      ":low": text(prefix + low),
      ":high": text(prefix + high),
    },
    ScanIndexForward: false,
  };
}

async function positionsOfEvent(table: Table, eventId: string, { before }: Bounds): Promise<Position[]> {
  const items = await queryAll(table, {
    KeyConditionExpression: "pk = :pk",
    FilterExpression: "attribute_exists(#sort)",
    ProjectionExpression: "pk, sk, #sort",
    ExpressionAttributeNames: { "#sort": BY_FLOW.sort },
    ExpressionAttributeValues: { ":pk": text(eventId) },
    ConsistentRead: true,
  });
  return items.map((item) => positionOf(item, BY_FLOW.sort, "")).filter((position) => position.cursor < before);
}
