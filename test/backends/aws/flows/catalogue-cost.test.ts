// The read units by which hundreds of warm functions keep their flows current. bench/catalogue.ts measures the rest, with a
// hundred thousand flows.

import { afterEach, beforeEach, expect, test } from "vitest";
import { flowCatalogue } from "#app/flows/catalogue.ts";
import { DynamoDbFlowReader } from "#backends/aws/flows/dynamodb-flow-reader.ts";
import { DynamoDbFlowStore } from "#backends/aws/flows/dynamodb-flow-store.ts";
import { readStoredFlow } from "#core/flow/stored-flow.ts";
import { countReads } from "#support/aws/capacity-units.ts";
import { type DynamoDbEmulator, flowsTable, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { NOON } from "#support/delivery-samples.ts";
import { sampleFlow } from "#support/flow-files.ts";
import { incompressibleText } from "#support/incompressible-text.ts";

/** The functions of a stack for 1,000 events a second: 300 and 100 dispatchers, 20 matchers and 20 flow runners. */
const FUNCTIONS = 440;

/** Only some are simulated here, because functions do not affect each other. bench/catalogue.ts simulates all of them. */
const SIMULATED = 20;

const SECOND = 1_000;

/** A flow of 1.8 kB, most of which can't be compressed. */
function flowOf(id: number, name: string) {
  const flow = sampleFlow(`flow-${id}`, { name });
  const text = incompressibleText(1_800 - JSON.stringify(flow).length, id);
  return { ...flow, name: `${name} ${text}` };
}

let emulator: DynamoDbEmulator;
beforeEach(async () => {
  emulator = await startDynamoDb();
});
afterEach(() => emulator.close());

const unexpected = (error: unknown) => {
  throw error;
};

/** Functions that started at different times within the five seconds between two version checks. */
async function warmFunctions(count: number) {
  const clock = { now: NOON };
  const reader = () => new DynamoDbFlowReader(flowsTable(emulator), readStoredFlow, unexpected);
  const functions = Array.from({ length: count }, () => flowCatalogue(reader(), () => clock.now, unexpected));
  const versions = new Map<number, string>();
  for (const [at, one] of functions.entries()) {
    clock.now = NOON + (at % 5) * SECOND;
    versions.set(at, (await one.current()).version);
  }
  /** Runs a batch in each function every second. */
  const work = async (from: number, seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      clock.now = from + second * SECOND;
      for (const [at, one] of functions.entries()) versions.set(at, (await one.current()).version);
    }
  };
  return { versions, work };
}

test("a changed flow of 1.8 kB reaches 440 warm functions within 30 s, for fewer than 1,000 read units and no file", async () => {
  const store = new DynamoDbFlowStore(flowsTable(emulator), unexpected);
  const flows = Array.from({ length: 20 }, (_, id) => flowOf(id, "before"));
  await store.replace(flows, NOON);
  const { versions, work } = await warmFunctions(SIMULATED);
  await work(NOON + 5 * SECOND, 5);
  const { version } = await store.replace([flowOf(0, "after"), ...flows.slice(1)], NOON);
  const filesRead = emulator.flowFiles.reads;
  const cost = countReads(emulator.client);
  await work(NOON + 10 * SECOND, 5);
  expect(new Set(versions.values())).toEqual(new Set([version]));
  // Half a unit each for the version check, the version and its changes.
  expect(cost).toEqual({ reads: 3 * SIMULATED, units: 1.5 * SIMULATED });
  expect((cost.units / SIMULATED) * FUNCTIONS).toBeLessThan(1_000);
  expect(emulator.flowFiles.reads).toBe(filesRead);
});

test("a warm function that sees no change reads half a unit every five seconds; one that starts, a unit and a half and a file", async () => {
  await new DynamoDbFlowStore(flowsTable(emulator), unexpected).replace([flowOf(1, "one")], NOON);
  const before = emulator.flowFiles.reads;
  const cost = countReads(emulator.client);
  const { work } = await warmFunctions(1);
  expect([cost.units, emulator.flowFiles.reads - before]).toEqual([1.5, 1]);
  cost.units = 0;
  await work(NOON + 5 * SECOND, 20);
  expect([cost.units, emulator.flowFiles.reads - before]).toEqual([4 * 0.5, 1]);
});
