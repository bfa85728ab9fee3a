// A step costs about the same for an identifier that a million events share as for one with ten. This stand-in for DynamoDB
// answers queries of one partition, generates the rows on demand, and counts rows and read units.

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, test } from "vitest";
import { readHistory } from "#app/runs/read-history.ts";
import { pack } from "#backends/aws/dynamodb/packing.ts";
import { DynamoDbProfileStore } from "#backends/aws/profiles/dynamodb-profile-store.ts";
import { runStart, stepTime } from "#core/profiles/facts.ts";
import { LATEST_EVENTS } from "#core/profiles/history-span.ts";
import { runnableFlow } from "#core/runs/runnable-flow.ts";
import { type AnsweringServer, startAnswering } from "#support/aws/answering-server.ts";
import { itemSize } from "#support/aws/capacity-units.ts";
import { NOON } from "#support/delivery-samples.ts";
import { checkedFlow, counted, type Fields, groups, send } from "#support/flow-files.ts";
import { anEvent, happened } from "#support/run-samples.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html#read-operation-consumption */
const READ_UNIT_BYTES = 4_096;

const METRIC = "Placed Order";
const GUEST = "guest@shop.example";

/** The time between two events, in milliseconds. */
const BETWEEN_MS = 1_000;

interface QueryInput {
  readonly Limit: number;
  readonly ScanIndexForward: boolean;
  readonly ExclusiveStartKey?: { readonly sk: { readonly S: string } };
  readonly ExpressionAttributeValues: Readonly<Record<":low" | ":high", { readonly S: string }>>;
}

type Row = ReturnType<typeof rowAt>;

let server: AnsweringServer;
afterEach(() => server.close());

/** Returns a row as this version writes it; `old`: as versions without short forms wrote it. */
function rowAt(time: number, old: boolean) {
  const event = happened(METRIC, time, {
    event_id: `evt_${time.toString(16).padStart(32, "0")}`,
    received_at: time + 500,
    value: 25,
    properties: { Collections: ["Mugs", "Bowls"] },
  });
  const { value, properties } = event;
  return {
    pk: { S: `email:${GUEST}` },
    sk: { S: `metric#${METRIC}#${time}#${event.event_id}` },
    v: { N: "1" },
    received_at: { N: String(event.received_at) },
    ...(old ? {} : { short: { S: JSON.stringify({ value, properties }) } }),
    event: { B: Buffer.from(pack(JSON.stringify(event))).toString("base64") },
  };
}

/** Returns the rows of a query of an identifier with this many events before noon, one a second. */
function rowsOf(input: QueryInput, events: number, old: boolean): Row[] {
  const timeIn = (key: string) => Number(/#(\d{13})/.exec(key)?.[1]);
  const { Limit, ScanIndexForward, ExclusiveStartKey, ExpressionAttributeValues: range } = input;
  expect(ScanIndexForward).toBe(false);
  const first = Math.max(timeIn(range[":low"].S), NOON - events * BETWEEN_MS);
  const last = ExclusiveStartKey ? timeIn(ExclusiveStartKey.sk.S) - BETWEEN_MS : timeIn(range[":high"].S);
  const latest = NOON - Math.max(1, Math.ceil((NOON - last) / BETWEEN_MS)) * BETWEEN_MS;
  const rows = Math.max(0, Math.floor((latest - first) / BETWEEN_MS) + 1);
  return Array.from({ length: Math.min(rows, Limit) }, (_, index) => rowAt(latest - index * BETWEEN_MS, old));
}

function sizeOf(row: Row): number {
  return itemSize({ ...row, event: { B: Buffer.from(row.event.B, "base64") } });
}

/** Returns the cost of the reads of a step for an identifier with this many events. */
async function cost(events: number, condition: Fields, old = false) {
  const spent = { queries: 0, rows: 0, units: 0 };
  server = await startAnswering(({ input }) => {
    const query = input as QueryInput;
    const rows = rowsOf(query, events, old);
    spent.queries += 1;
    spent.rows += rows.length;
    spent.units += Math.max(1, Math.ceil(rows.reduce((sum, row) => sum + sizeOf(row), 0) / READ_UNIT_BYTES));
    const last = rows.length === query.Limit ? rows.at(-1) : undefined;
    return { body: { Items: rows, ...(last ? { LastEvaluatedKey: { pk: last.pk, sk: last.sk } } : {}) } };
  });
  const profiles = new DynamoDbProfileStore({ client: new DynamoDBClient(server.config), tableName: "profiles" });
  const flow = runnableFlow(checkedFlow([send("send")], { profile_filter: groups(condition) }));
  const run = runStart(anEvent({ time: NOON, received_at: NOON, profile: { email: GUEST } }));
  const history = await readHistory(profiles, flow, run, stepTime(run, NOON));
  await server.close();
  return { ...spent, events: history.events };
}

const MILLION = 1_000_000;
const VASES = [{ property: "Collections", filter: { type: "list", operator: "contains", value: "Vases" } }];

/** A million read units, and a million delivered events: docs/scale.md. */
const READ_UNIT_DOLLARS = 0.125;
const EVENT_DOLLARS = 6.58;
const ALLTIME = { operator: "alltime" };

describe("an identifier with a million counted events costs a step", () => {
  test.each([
    ["whether it ever happened", counted(METRIC, "equals", 0, ALLTIME)],
    ["whether it happened three times", counted(METRIC, "greater-than-or-equal", 3, ALLTIME)],
    ["since the flow started", counted(METRIC, "equals", 0, { operator: "flow-start" })],
    ["in the last month", counted(METRIC, "less-than", 9, { operator: "in-the-last", unit: "day", quantity: 30 })],
    ["before a date", counted(METRIC, "greater-than", 0, { operator: "before", date: new Date(NOON).toISOString() })],
  ])("at most twice the rows and units of one with ten, for %s", async (_, condition) => {
    const [few, many] = [await cost(10, condition), await cost(MILLION, condition)];
    expect(few.rows).toBe(10);
    expect(many.rows).toBeLessThanOrEqual(2 * few.rows);
    expect(many.units).toBeLessThanOrEqual(2 * few.units);
    expect(many.queries).toBe(1);
  });

  test.each([
    ["a sum", counted(METRIC, "greater-than", 5, ALLTIME, { measurement: "sum" })],
    ["events of a kind that never came", counted(METRIC, "equals", 0, ALLTIME, { metric_filters: VASES })],
  ])("at most the price of another event, for %s", async (_, condition) => {
    const many = await cost(MILLION, condition);
    expect(many.rows).toBeLessThanOrEqual(LATEST_EVENTS + 12);
    expect(many.queries).toBeLessThanOrEqual(2);
    expect(many.units * READ_UNIT_DOLLARS).toBeLessThanOrEqual(0.5 * EVENT_DOLLARS);
  });

  test("the same rows if versions without short forms wrote them", async () => {
    const condition = counted(METRIC, "greater-than", 5, ALLTIME, { measurement: "sum" });
    const [present, old] = [await cost(MILLION, condition), await cost(MILLION, condition, true)];
    expect(old.events).toHaveLength(LATEST_EVENTS);
    expect(old.events).toEqual(present.events);
  });
});
