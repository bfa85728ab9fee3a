// The cost of many flows: a deployment of them, the start of a function that reads them all, and a change of one of them.
// Prints a table; `node bench/catalogue.ts [flows]`. Times are CPU time, which does not depend on what else the machine does;
// a function with less than 1,769 MB has a share of a CPU (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { flowCatalogue } from "#app/flows/catalogue.ts";
import { webhookCatalogue } from "#app/flows/webhook-catalogue.ts";
import { DynamoDbFlowReader } from "#backends/aws/flows/dynamodb-flow-reader.ts";
import { DynamoDbFlowStore } from "#backends/aws/flows/dynamodb-flow-store.ts";
import { catalogueItem, type FlowsTable } from "#backends/aws/flows/flow-rows.ts";
import { SNAPSHOT_NAMES } from "#backends/aws/flows/flow-snapshot.ts";
import type { Files } from "#backends/aws/flows/s3-files.ts";
import { FLOW_FORMAT, readStoredFlow } from "#core/flow/stored-flow.ts";
import { parseFlowWebhooks } from "#core/runs/flow-webhooks.ts";
import { realisticFlow } from "./catalogue/flows.ts";
import { MemoryTable } from "./catalogue/memory-table.ts";

/** Functions of a stack for 1,000 events a second: 300 and 100 dispatchers, 20 matchers and 20 flow runners. */
const FUNCTIONS = 440;

/** The memory with which a function has a whole CPU, in MB. */
const CPU_MB = 1_769;

const [mode = "100000", file = ""] = process.argv.slice(2);
if (mode === "matcher" || mode === "dispatcher") await startFunction(mode, file);
else await measure(Number(mode));

async function measure(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "flowhook-catalogue-"));
  try {
    const files = new Map<string, Uint8Array>();
    const table = new MemoryTable();
    const store = new DynamoDbFlowStore(tableOf(table, files), fail);
    const flows = Array.from({ length: count }, (_, index) => realisticFlow(index + 1));
    row("flows", count.toLocaleString("en-US"));
    const deployed = await cpuOf(() => store.replace(flows, Date.now()));
    row("first deployment, CPU", `${deployed.seconds.toFixed(1)} s`);
    row("first deployment, write units", table.cost.writeUnits.toLocaleString("en-US"));
    const [[, content] = ["", Buffer.of()]] = files;
    const path = join(folder, "flows.zst");
    writeFileSync(path, content);
    row("file with all flows", `${(content.length / 1e6).toFixed(1)} MB`);
    for (const name of ["matcher", "dispatcher"]) coldStart(name, path);
    await change(count, table, store, tableOf(table, files), flows);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Loads all flows in a separate process, as a function does at its start. */
function coldStart(name: string, path: string): void {
  const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, name, path], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  const { seconds, megabytes }: { seconds: number; megabytes: number } = JSON.parse(stdout);
  row(`${name}: start, CPU`, `${seconds.toFixed(1)} s`);
  for (const memory of [512, 1_024, CPU_MB, 3_008]) {
    const fits = megabytes <= memory ? `${(seconds / Math.min(1, memory / CPU_MB)).toFixed(1)} s` : "does not fit";
    row(`${name}: start with ${memory} MB`, fits);
  }
  row(`${name}: memory at most, while all flows are loaded again`, `${Math.round(megabytes)} MB`);
}

async function startFunction(name: string, path: string): Promise<void> {
  const content = readFileSync(path);
  const table = new MemoryTable();
  const [snapshot] = SNAPSHOT_NAMES;
  const catalogueRow = catalogueItem({ version: "1", snapshot, format: FLOW_FORMAT }, Date.now());
  await table.client.send(new PutItemCommand({ TableName: "flows", Item: catalogueRow }));
  const flows = tableOf(table, new Map([[snapshot, content]]));
  const { result, seconds } = await cpuOf(() => functionOf(name, flows).current());
  // A warm function that loads all flows again has both until it is done.
  const again = await functionOf(name, flows).current();
  if (again.flows.size !== result.flows.size) throw new Error("The same file returned other flows");
  // The unit is kilobytes: https://nodejs.org/api/process.html#processresourceusage
  process.stdout.write(JSON.stringify({ seconds, megabytes: (process.resourceUsage().maxRSS * 1_024) / 1e6 }));
}

function functionOf(name: string, flows: FlowsTable, now = Date.now) {
  return name === "matcher"
    ? flowCatalogue(new DynamoDbFlowReader(flows, readStoredFlow, fail), now, fail)
    : webhookCatalogue(new DynamoDbFlowReader(flows, parseFlowWebhooks, fail), now, fail);
}

async function change(
  count: number,
  table: MemoryTable,
  store: DynamoDbFlowStore,
  flowsTable: FlowsTable,
  flows: readonly ReturnType<typeof realisticFlow>[],
): Promise<void> {
  let now = Date.now();
  const warm = functionOf("matcher", flowsTable, () => now);
  await warm.current();
  const before = await store.version();
  const { readUnits, writeUnits } = { ...table.cost };
  const changed = [realisticFlow(1, "Changed"), ...flows.slice(1)];
  const deployed = await cpuOf(() => store.replace(changed, now));
  row("a deployment that changes one flow, CPU", `${deployed.seconds.toFixed(1)} s`);
  row("a deployment that changes one flow, read units", String(table.cost.readUnits - readUnits));
  row("a deployment that changes one flow, write units", String(table.cost.writeUnits - writeUnits));
  now += 5_000;
  const seen = await cpuOf(() => warm.current());
  row("a warm matcher that loads the change, CPU", `${(seen.seconds * 1_000).toFixed(0)} ms`);
  const start = table.cost.readUnits;
  for (let number = 0; number < FUNCTIONS; number++) {
    const reader = new DynamoDbFlowReader(flowsTable, readStoredFlow, fail);
    const { version } = { version: await reader.version() };
    const loaded = version === before ? undefined : await reader.load(before);
    if (loaded?.flows.length !== 1)
      throw new Error(`One of ${count} flows was changed, but ${loaded?.flows.length} were loaded`);
  }
  row(`${FUNCTIONS} warm functions that load the change, read units`, String(table.cost.readUnits - start));
}

function tableOf({ client }: MemoryTable, contents: Map<string, Uint8Array>) {
  const snapshots: Files = {
    read: async (name) => contents.get(name) ?? fail(new Error(`There is no file ${name}`)),
    write: async (name, content) => void contents.set(name, content),
    remove: async (name) => void contents.delete(name),
  };
  return { client, tableName: "flows", snapshots };
}

async function cpuOf<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly seconds: number }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

function row(what: string, figure: string): void {
  console.log(`| ${what} | ${figure} |`);
}

function fail(error: unknown): never {
  throw error;
}
