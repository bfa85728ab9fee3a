// Stored flows that this release can't read.

import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DynamoDbFlowReader } from "#backends/aws/flows/dynamodb-flow-reader.ts";
import { DynamoDbFlowStore } from "#backends/aws/flows/dynamodb-flow-store.ts";
import { parseFlowWebhooks } from "#core/runs/flow-webhooks.ts";
import { type DynamoDbEmulator, flowsTable, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { NOON } from "#support/delivery-samples.ts";
import { sampleFlow } from "#support/flow-files.ts";

let emulator: DynamoDbEmulator;
let store: DynamoDbFlowStore;
beforeEach(async () => {
  emulator = await startDynamoDb();
  store = new DynamoDbFlowStore(flowsTable(emulator), (error) => {
    throw error;
  });
});
afterEach(() => emulator.close());

test("a disabled flow that this release can't read prevents neither the other flows nor a deployment", async () => {
  const [one, other] = [sampleFlow("a-flow"), sampleFlow("b-flow")];
  await store.replace([one, other], NOON);
  const definition = { S: JSON.stringify({ ...other, status: "disabled", unknown_field: 1 }) };
  const row = { pk: { S: "flow" }, sk: { S: other.id }, v: { N: "1" }, definition };
  await emulator.client.send(new PutItemCommand({ TableName: emulator.flows, Item: row }));
  await store.removeSnapshots();
  let reports = 0;
  const later = new DynamoDbFlowStore(flowsTable(emulator), () => {
    reports += 1;
  });
  expect((await later.load()).flows).toEqual([one]);
  expect((await later.replace([{ ...one, name: "changed" }], NOON + 1)).flows).toEqual([{ ...one, name: "changed" }]);
  expect((await later.load()).flows).toEqual([{ ...one, name: "changed" }]);
  expect(reports).toBeGreaterThan(0);
});

test("a disabled flow whose webhook this release can't read does not keep the dispatcher from the others", async () => {
  const [one, other] = [sampleFlow("a-flow"), sampleFlow("b-flow")];
  await store.replace([one, other], NOON);
  const actions = [{ id: "a", type: "send-webhook", data: { message: {} } }];
  const definition = { S: JSON.stringify({ ...other, status: "disabled", definition: { actions } }) };
  const row = { pk: { S: "flow" }, sk: { S: other.id }, v: { N: "1" }, definition };
  await emulator.client.send(new PutItemCommand({ TableName: emulator.flows, Item: row }));
  await store.removeSnapshots();
  const reader = new DynamoDbFlowReader(flowsTable(emulator), parseFlowWebhooks, () => {});
  const { flows } = await reader.load();
  expect(flows.map(({ id, active, webhooks }) => [id, active, webhooks.size])).toEqual([
    [one.id, true, 1],
    [other.id, false, 0],
  ]);
});
