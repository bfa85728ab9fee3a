// Finds the next deliveries of a listing: those of an event in the table itself, undelivered ones in their index, and all
// others in the index by flow.

import type { QueryCommandInput, QueryCommandOutput } from "@aws-sdk/client-dynamodb";
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

/** Partitions of an index queried at once. */
const QUERIES_AT_ONCE = 32;

/** Sorts after every cursor, and behind a time after every cursor of that time. */
const AFTER_ALL = "~";

/** Entries of one partition that a query reads if it asks for one flow or action among others: about 200 KB. */
const FILTERED_AT_ONCE = 1_000;

/** The limit on queries of one partition, after which its listing stops at a cursor, however few of the entries match. */
const MOST_QUERIES = 4;

/** The next positions of a listing. */
export interface NextPositions {
  readonly positions: readonly Position[];
  /** The cursor to continue from; absent at the end of the listing. */
  readonly next?: string;
  /** The listing stopped before it found `count` positions. */
  readonly stopped: boolean;
}

/**
 * Returns the next `count` positions of a listing after `cursor`, newest first; fewer at its end, or if so many entries of other
 * flows or actions are between them that the request would not end in time.
 */
export async function nextPositions(
  table: ListedDeliveries,
  query: DeliveryQuery,
  cursor: string | undefined,
  count: number,
): Promise<NextPositions> {
  const end = query.until === undefined ? AFTER_ALL : sortableTime(query.until);
  const before = cursor !== undefined && cursor < end ? cursor : end;
  const bounds = { low: sortableTime(query.since ?? 0), before, count };
  const found =
    query.event === undefined
      ? await inParallel(await rangesOf(table, query), QUERIES_AT_ONCE, (range) =>
          positionsIn(table, range, query, bounds),
        )
      : [{ positions: await positionsOfEvent(table, query.event, bounds) }];
  // A partition that stopped has older entries that are not read yet, so positions of that age do not count yet.
  const stop = found.reduce((latest, { stop: at = "" }) => (at > latest ? at : latest), "");
  const positions = found
    .flatMap((part) => part.positions)
    .filter(({ cursor: at }) => timeOf(at) > stop)
    .sort((a, b) => (a.cursor < b.cursor ? 1 : -1));
  const last = positions[count - 1];
  if (last !== undefined) return { positions: positions.slice(0, count), next: last.cursor, stopped: false };
  return stop === "" ? { positions, stopped: false } : { positions, next: stop + AFTER_ALL, stopped: true };
}

/** `low` is the earliest cursor, `before` the one at which the previous page ended. */
interface Bounds {
  readonly low: string;
  readonly before: string;
  readonly count: number;
}

/** Statuses from which a delivery is sent again. The indexes still hold these for a delivery that is being sent. */
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

/** The positions of one partition, and the time after which it was not read; absent if it was read to its end. */
interface PartPositions {
  readonly positions: readonly Position[];
  readonly stop?: string;
}

async function positionsIn(
  table: Table,
  range: IndexRange,
  query: DeliveryQuery,
  { low, before, count }: Bounds,
): Promise<PartPositions> {
  const high = timeOf(before);
  if (low > high) return { positions: [] };
  const limit = isAmongOthers(query, range) ? FILTERED_AT_ONCE : count + 1;
  const found: Position[] = [];
  let start: Item | undefined;
  for (let queries = 1; ; queries++) {
    const page = await queryPage(table, rangeQuery(range, low, high), limit, start);
    const read = positionsOn(page, range);
    found.push(...read.filter(({ cursor, key }) => cursor < before && isOf(key, query)));
    start = page.LastEvaluatedKey;
    if (start === undefined) return { positions: found };
    // The index does not sort cursors of the same millisecond, so they count only after all of them are read.
    const stop = timeOf(read.at(-1)?.cursor ?? high);
    const complete = found.filter(({ cursor }) => timeOf(cursor) > stop);
    // A stop within the first millisecond would repeat the same entries without end.
    const mustStop = queries >= MOST_QUERIES && stop < high;
    if (complete.length >= count || mustStop) return { positions: complete, stop };
  }
}

function positionsOn({ Items = [] }: QueryCommandOutput, { index, prefix }: IndexRange): Position[] {
  return Items.map((item) => positionOf(item, index.sort, prefix));
}

/** Returns whether a partition also holds deliveries of other flows or actions. */
function isAmongOthers({ flow, action }: DeliveryQuery, { index }: IndexRange): boolean {
  return action !== undefined || (flow !== undefined && index !== BY_FLOW);
}

function queryPage(
  { client, tableName }: Table,
  range: Partial<QueryCommandInput>,
  limit: number,
  start: Item | undefined,
): Promise<QueryCommandOutput> {
  const from = start ? { ExclusiveStartKey: start } : {};
  return client.send(new QueryCommand({ TableName: tableName, ...range, Limit: limit, ...from }));
}

/** Returns whether the key of a delivery matches the query. */
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
