// Listings of one flow's deliveries among very many of other flows: each request ends after a bounded number of queries, and
// the pages still reach every delivery.

import type { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import type { DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import { nextPositions } from "#backends/aws/deliveries/delivery-positions.ts";
import { NOON } from "#support/delivery-samples.ts";

/** Failed deliveries of a busy flow in each partition, one a second; those of the quiet flow are the first and the last. */
const ENTRIES = 20_000;
const SHARDS = 16;

/** A table whose index holds only generated entries. */
function crowdedTable() {
  const counted = { queries: 0, entries: 0 };
  const entry = (shard: string, index: number) => {
    const flow = index === 0 || index === ENTRIES - 1 ? "quiet" : "busy";
    return {
      pk: { S: `evt_${shard}_${index}` },
      sk: { S: `${flow}#send` },
      undelivered_sort: { S: `failed#${NOON - index * 1_000}` },
    };
  };
  const textOf = (input: QueryCommand["input"], name: string) => String(input.ExpressionAttributeValues?.[name]?.S);
  const firstAtMost = (high: string) => {
    const time = Number(high.slice("failed#".length));
    return Number.isNaN(time) ? 0 : Math.ceil((NOON - time) / 1_000);
  };
  const client = {
    async send({ input }: QueryCommand) {
      const [, shard = ""] = textOf(input, ":partition").split("#");
      const after = input.ExclusiveStartKey?.["pk"]?.S?.split("_")[2];
      const from = after === undefined ? firstAtMost(textOf(input, ":high")) : Number(after) + 1;
      const to = Math.min(ENTRIES, from + Number(input.Limit));
      const Items = Array.from({ length: to - from }, (_, index) => entry(shard, from + index));
      counted.queries += 1;
      counted.entries += Items.length;
      return to < ENTRIES ? { Items, LastEvaluatedKey: Items.at(-1) } : { Items };
    },
  };
  // Only `send` with queries of the index is called.
  const table = { client: client as unknown as DynamoDBClient, tableName: "deliveries", flowIds: async () => [] };
  return { table, counted };
}

test("a request reads at most four thousand entries of each partition, and the pages reach every delivery", async () => {
  const { table, counted } = crowdedTable();
  const query: DeliveryQuery = { flow: "quiet", status: "failed", limit: 50 };
  const found: string[] = [];
  let requests = 0;
  let cursor: string | undefined;
  do {
    const before = { ...counted };
    const { positions, next } = await nextPositions(table, query, cursor, query.limit + 1);
    expect(counted.queries - before.queries).toBeLessThanOrEqual(4 * SHARDS);
    expect(counted.entries - before.entries).toBeLessThanOrEqual(4_000 * SHARDS);
    expect(next === undefined || cursor === undefined || next < cursor).toBe(true);
    found.push(...positions.map(({ key }) => key.event_id));
    cursor = next;
    requests += 1;
  } while (cursor !== undefined && requests < 20);
  expect([found.length, new Set(found).size, cursor]).toEqual([2 * SHARDS, 2 * SHARDS, undefined]);
  expect(requests).toBeLessThanOrEqual(1 + ENTRIES / 3_000);
});

test("entries of one millisecond that exceed a request do not stop the listing", async () => {
  const { table } = crowdedTable();
  const send = table.client.send.bind(table.client);
  const atOnce = (items: readonly { undelivered_sort: { S: string } }[] = []) =>
    items.map((item) => ({ ...item, undelivered_sort: { S: `failed#${NOON}` } }));
  const client = {
    async send(command: QueryCommand) {
      // The generated table answers with this shape.
      const { Items, ...rest } = (await send(command)) as unknown as {
        Items: { undelivered_sort: { S: string } }[];
      };
      return { ...rest, Items: atOnce(Items) };
    },
  };
  // As above.
  const crowded = { ...table, client: client as unknown as DynamoDBClient };
  const { positions, next } = await nextPositions(
    crowded,
    { flow: "quiet", status: "failed", limit: 50 },
    undefined,
    51,
  );
  const rest = await nextPositions(crowded, { flow: "quiet", status: "failed", limit: 50 }, next, 51);
  expect(positions.length + rest.positions.length).toBe(2 * SHARDS);
});
