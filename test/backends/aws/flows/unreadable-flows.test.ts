// Stored flows that this release can't read.

import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { flowCatalogue } from "#app/flows/catalogue.ts";
import { DynamoDbDeliveryStore } from "#backends/aws/deliveries/dynamodb-delivery-store.ts";
import { DynamoDbFlowReader } from "#backends/aws/flows/dynamodb-flow-reader.ts";
import { DynamoDbFlowStore } from "#backends/aws/flows/dynamodb-flow-store.ts";
import { withStoredIds } from "#backends/aws/flows/stored-flow-ids.ts";
import { readStoredFlow } from "#core/flow/stored-flow.ts";
import { parseFlowWebhooks } from "#core/runs/flow-webhooks.ts";
import { type DynamoDbEmulator, flowsTable, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { make, NOON, sampleMessage } from "#support/delivery-samples.ts";
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

/** Stores two flows, of which `other` is disabled and has fields that this release can't read. */
async function withUnreadable(fields: object) {
  const [one, other] = [sampleFlow("a-flow"), sampleFlow("b-flow")];
  await store.replace([one, other], NOON);
  const definition = { S: JSON.stringify({ ...other, status: "disabled", ...fields }) };
  const row = { pk: { S: "flow" }, sk: { S: other.id }, v: { N: "1" }, definition };
  await emulator.client.send(new PutItemCommand({ TableName: emulator.flows, Item: row }));
  await store.removeSnapshots();
  return { one, other };
}

test("a disabled flow that this release can't read prevents neither the other flows nor a deployment", async () => {
  const { one } = await withUnreadable({ unknown_field: 1 });
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
  const actions = [{ id: "a", type: "send-webhook", data: { message: {} } }];
  const { one, other } = await withUnreadable({ definition: { actions } });
  const reader = new DynamoDbFlowReader(flowsTable(emulator), parseFlowWebhooks, () => {});
  const { flows } = await reader.load();
  expect(flows.map(({ id, active, webhooks }) => [id, active, webhooks.size])).toEqual([
    [one.id, true, 1],
    [other.id, false, 0],
  ]);
});

test("the deliveries of a flow that this release can't read are listed, until the flow is deployed again", async () => {
  const { one, other } = await withUnreadable({ unknown_field: 1 });
  const clock = { now: NOON };
  const reader = new DynamoDbFlowReader(flowsTable(emulator), readStoredFlow, () => {});
  const flows = withStoredIds(
    flowCatalogue(
      reader,
      () => clock.now,
      () => {},
    ),
    reader,
  );
  expect([...(await flows.current()).flows.keys()]).toEqual([one.id]);
  expect(await flows.storedIds()).toEqual([one.id, other.id]);

  const table = { client: emulator.client, tableName: emulator.deliveries, flowIds: flows.storedIds };
  const deliveries = new DynamoDbDeliveryStore(table);
  for (const { id } of [one, other]) await make(deliveries, sampleMessage({ flow_id: id }));
  const listed = (await deliveries.list({ limit: 10 })).deliveries.map(({ flow_id }) => flow_id);
  expect(listed.sort()).toEqual([one.id, other.id]);

  const repaired = { ...other, name: "repaired" };
  await new DynamoDbFlowStore(flowsTable(emulator), () => {}).replace([one, repaired], NOON + 1);
  clock.now += 60_000;
  expect([...(await flows.storedIds())].sort()).toEqual([one.id, other.id]);
  expect(reader.leftOut.size).toBe(0);
});
