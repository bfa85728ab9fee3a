// `node bench/hot-profile.ts`: the cost of matching an event whose identifier has ten events, and a million. It prints a table for
// both backends: rows read, and CPU time of an event. SQLite holds the million rows in a file; DynamoDB is played by a handler
// under the AWS SDK, which makes them as they are asked for. The ingest and the delivery of an event are not included.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ProfileStore } from "#app/runs/profile-ports.ts";
import { compileCatalogue } from "../src/app/flows/catalogue.ts";
import { matchParsed } from "../src/app/runs/match-events.ts";
import { NO_LOGGER } from "../src/backends/aws/clients.ts";
import { pack } from "../src/backends/aws/dynamodb/packing.ts";
import { DynamoDbProfileStore } from "../src/backends/aws/profiles/dynamodb-profile-store.ts";
import { openDatabase } from "../src/backends/embedded/database.ts";
import { GroupCommit } from "../src/backends/embedded/group-commit.ts";
import { SqliteProfileStore } from "../src/backends/embedded/sqlite-profile-store.ts";
import { checkFlow } from "../src/core/flow/check-flow.ts";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const METRIC = "Placed Order";

/** Events matched for a figure, or fewer if they take longer than this. */
const EVENTS = 300;
const LONGEST_MS = 5_000;

/** DynamoDB ends a page at 1 MB. */
const PAGE_BYTES = 1_000_000;

const asks = (measurement: string, operator: string, value: number, more: object = {}) => ({
  type: "profile-metric",
  metric_id: METRIC,
  measurement,
  measurement_filter: { type: "numeric", operator, value },
  timeframe_filter: { type: "date", operator: "alltime" },
  ...more,
});
const vases = { property: "Collections", filter: { type: "list", operator: "contains", value: "Vases" } };

const CONDITIONS = {
  "count of at least 3": asks("count", "greater-than-or-equal", 3),
  sum: asks("sum", "greater-than", 0),
  "count with a filter that no event matches": asks("count", "equals", 0, { metric_filters: [vases] }),
};

function catalogueWith(condition: object) {
  const message = { url: "https://hook.example/", body: { a: 1 } };
  const checked = checkFlow({
    id: "hot",
    name: "Hot",
    status: "live",
    definition: {
      triggers: [{ type: "metric", id: METRIC }],
      profile_filter: { condition_groups: [{ conditions: [condition] }] },
      entry_action_id: "send",
      actions: [{ id: "send", type: "send-webhook", data: { status: "live", message } }],
    },
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return compileCatalogue("1", [checked.flow]);
}

/** Returns the CPU time of matching one event in milliseconds, and the number of events matched to measure it. */
async function cpuOf(profiles: ProfileStore, condition: object, email: string) {
  const catalogue = catalogueWith(condition);
  let sent = 0;
  const count = async () => {
    sent += 1;
  };
  const ports = {
    catalogue: { current: async () => catalogue },
    dispatchQueue: { send: count },
    stepsQueue: { send: count },
    profiles,
    organizationZone: "UTC",
  };
  const match = (index: number) => {
    const id = `evt_${`${email.length}`.padStart(4, "0")}${String(index).padStart(28, "f")}`;
    const properties = { Collections: ["Mugs", "Bowls"] };
    const event = { id, metric: METRIC, profile: { email }, properties, time: NOW, received_at: NOW + 500, value: 25 };
    return matchParsed(ports, [event]);
  };
  const before = process.cpuUsage();
  const until = Date.now() + LONGEST_MS;
  let events = 0;
  while (events < EVENTS && Date.now() < until) await match(events++ % 3);
  const { user, system } = process.cpuUsage(before);
  if (sent === 0) throw new Error("No event was matched");
  return { cpu: (user + system) / 1_000 / events, events };
}

function emailOf(size: number): string {
  return `guest-${size}@shop.example`;
}

/** Runs with profiles in SQLite that have these numbers of events. */
async function withSqlite(
  sizes: readonly number[],
  run: (profiles: ProfileStore, rows: () => number) => Promise<void>,
) {
  const folder = mkdtempSync(join(tmpdir(), "flowhook-hot-"));
  const database = openDatabase(join(folder, "flowhook.db"));
  for (const size of sizes) {
    database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${size})
      INSERT INTO profile_events (identifier, metric, time, event_id, received_at, value, properties)
      SELECT 'email:${emailOf(size)}', '${METRIC}', ${NOW} - i * 1000, printf('evt_%032d', i), ${NOW} - i * 1000 + 500, 25,
        '{"Collections":["Mugs","Bowls"]}' FROM n`);
  }
  const commit = new GroupCommit(database, { pause: async () => {}, onFailure: (error) => Promise.reject(error) });
  const profiles = new SqliteProfileStore(database, commit);
  let rows = 0;
  const history = profiles.history.bind(profiles);
  profiles.history = async (query) => {
    const events = await history(query);
    rows += events.length;
    return events;
  };
  await run(profiles, () => rows);
  database.close();
  rmSync(folder, { recursive: true });
}

function rowAt(index: number, email: string): string {
  const time = NOW - (index + 1) * 1_000;
  const event_id = `evt_${String(index).padStart(32, "0")}`;
  const content = { value: 25, properties: { Collections: ["Mugs", "Bowls"] } };
  const event = { event_id, metric: METRIC, time, received_at: time + 500, ...content };
  return JSON.stringify({
    pk: { S: `email:${email}` },
    sk: { S: `metric#${METRIC}#${time}#${event_id}` },
    v: { N: "1" },
    received_at: { N: String(event.received_at) },
    short: { S: JSON.stringify(content) },
    event: { B: Buffer.from(pack(JSON.stringify(event))).toString("base64") },
  });
}

interface Page {
  readonly body: Buffer;
  readonly rows: number;
}

/** Returns the response to a query. The identifier contains its number of events. */
function pageOf(query: string): Page {
  const { Limit = Number.POSITIVE_INFINITY, ExclusiveStartKey: after, ExpressionAttributeValues } = JSON.parse(query);
  const email = String(ExpressionAttributeValues[":pk"].S).replace("email:", "");
  const size = Number(email.split(/[-@]/)[1]);
  const first = after ? Number(after.sk.S.slice(-32)) + 1 : 0;
  const end = Math.min(size, first + Limit);
  const items: string[] = [];
  for (let bytes = 0; first + items.length < end && bytes < PAGE_BYTES; bytes += items.at(-1)?.length ?? 0) {
    items.push(rowAt(first + items.length, email));
  }
  const { pk, sk } = JSON.parse(items.at(-1) ?? "{}");
  const next = first + items.length < size ? `,"LastEvaluatedKey":${JSON.stringify({ pk, sk })}` : "";
  return { body: Buffer.from(`{"Items":[${items.join(",")}]${next}}`), rows: items.length };
}

/** Runs with profiles in a DynamoDB double that caches its responses, so that its own work does not count. */
async function withDynamoDb(_: readonly number[], run: (profiles: ProfileStore, rows: () => number) => Promise<void>) {
  const pages = new Map<string, Page>();
  let rows = 0;
  const requestHandler = {
    handle: async ({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) => {
      const text = new TextDecoder().decode(body);
      const isQuery = headers["x-amz-target"]?.endsWith("Query");
      const answer = isQuery ? (pages.get(text) ?? pageOf(text)) : { body: Buffer.from("{}"), rows: 0 };
      if (isQuery) pages.set(text, answer);
      rows += answer.rows;
      const type = { "content-type": "application/x-amz-json-1.0" };
      return { response: { statusCode: 200, headers: type, body: answer.body } };
    },
  };
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  const client = new DynamoDBClient({
    region: "eu-west-1",
    credentials,
    logger: NO_LOGGER,
    requestHandler: requestHandler as never,
  });
  await run(new DynamoDbProfileStore({ client, tableName: "profiles" }), () => rows);
}

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 1_000_000];
console.log("| backend | condition | events of the identifier | rows read | CPU of matching, ms |");
console.log("| --- | --- | --- | --- | --- |");
for (const [backend, open] of Object.entries({ SQLite: withSqlite, DynamoDB: withDynamoDb })) {
  await open(sizes, async (profiles, rows) => {
    for (const [name, condition] of Object.entries(CONDITIONS)) {
      for (const size of sizes) {
        // The first run warms up the compiler.
        await cpuOf(profiles, condition, emailOf(size));
        const before = rows();
        const { cpu, events } = await cpuOf(profiles, condition, emailOf(size));
        const read = (rows() - before) / events;
        console.log(`| ${[backend, name, size, Math.round(read), cpu.toFixed(2)].join(" | ")} |`);
      }
    }
  });
}
