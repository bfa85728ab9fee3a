// The cost of runs on AWS besides their deliveries: calls to DynamoDB and their write units. docs/aws.md has the same figures.

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { matchParsed } from "#app/runs/match-events.ts";
import type { StartPorts } from "#app/runs/run-ports.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { DynamoDbProfileStore } from "#backends/aws/profiles/dynamodb-profile-store.ts";
import { SqsDispatchQueue } from "#backends/aws/sqs/sqs-dispatch-queue.ts";
import { SqsStepsQueue } from "#backends/aws/sqs/sqs-steps-queue.ts";
import { countWrites, type WriteCost } from "#support/aws/capacity-units.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { type SqsEmulator, startSqs } from "#support/aws/sqs-emulator.ts";
import { NOON, sampleEvent } from "#support/delivery-samples.ts";
import { checkedFlow, type Fields, NO_ORDER, send } from "#support/flow-files.ts";
import { type ShopStyle, sampleOrder } from "../sample-orders.ts";

let dynamodb: DynamoDbEmulator;
let sqs: SqsEmulator;
let client: DynamoDBClient;
let calls: string[];
let cost: WriteCost;
beforeEach(async () => {
  dynamodb = await startDynamoDb();
  sqs = await startSqs();
  client = new DynamoDBClient(dynamodb.config);
  calls = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        calls.push(String(commandName).replace("Command", ""));
        return next(args);
      },
    { step: "initialize", name: "noteCalls" },
  );
  cost = countWrites(client, dynamodb.client);
});
afterEach(async () => {
  client.destroy();
  await sqs.close();
  await dynamodb.close();
});

const HOOK = { message: { name: "Send", url: "https://api.example/", body: { a: 1 } } };

/** Returns a matcher on AWS with one flow on "Started Checkout", with this definition. */
function matcherWith(definition: Fields = {}): StartPorts {
  const flow = checkedFlow([send("send", undefined, HOOK)], definition, { id: "f" });
  const catalogue = compileCatalogue("1", [flow]);
  const delayed = new DynamoDbDelayedMessages({ client, tableName: dynamodb.waits });
  const now = () => NOON;
  return {
    catalogue: { current: () => Promise.resolve(catalogue) },
    dispatchQueue: new SqsDispatchQueue(sqs.queue("dispatch")),
    stepsQueue: new SqsStepsQueue({ steps: sqs.queue("steps"), delayed, now }),
    profiles: new DynamoDbProfileStore({ client, tableName: dynamodb.profiles }),
    organizationZone: "UTC",
  };
}

const ADA = { email: "ada@example.com" };
const ADA_BY_TWO_NAMES = { email: "ada@example.com", phone_number: "+4512345678" };

const checkout = (profile = ADA) => sampleEvent({ metric: "Started Checkout", profile });
const order = (profile = ADA) => sampleEvent({ metric: "Placed Order", profile });

describe("an event that one one-step flow matches", () => {
  test("costs no call to DynamoDB before it is delivered", async () => {
    await matchParsed(matcherWith(), [checkout(ADA_BY_TWO_NAMES)]);
    expect(calls).toEqual([]);
    expect(sqs.calls).toHaveLength(1);
  });

  test("costs no call while its run waits for up to 15 minutes", async () => {
    const wait = { id: "wait", type: "time-delay", data: { unit: "minutes", value: 14 }, links: { next: "send" } };
    await matchParsed(matcherWith({ entry_action_id: "wait", actions: [wait, send("send", undefined, HOOK)] }), [
      checkout(),
    ]);
    expect(calls).toEqual([]);
    expect(sqs.calls).toHaveLength(1);
  });
});

describe("a run that waits for longer", () => {
  const wait = { id: "wait", type: "time-delay", data: { unit: "days", value: 3 }, links: { next: "send" } };

  test.each([
    [1_024, 2],
    [4_096, 3],
    [51_200, 10],
  ])("costs one write for an event of %i bytes, of %i units at most with its index", async (size, most) => {
    for (const style of ["klaviyo", "snake_case"] as const satisfies ShopStyle[]) {
      const { email, properties } = sampleOrder(size, style, 1);
      const event = { ...checkout(), profile: { email, first_name: "Zoë" }, properties };
      Object.assign(cost, { writes: 0, units: 0 });
      await matchParsed(matcherWith({ entry_action_id: "wait", actions: [wait, send("send", undefined, HOOK)] }), [
        event,
      ]);
      expect(cost.writes).toBe(1);
      expect(cost.units).toBeLessThanOrEqual(most);
    }
    expect(calls).toEqual(["PutItem", "PutItem"]);
  });
});

describe("an entry into a flow with re-entry criteria", () => {
  const once = { reentry_criteria: { unit: "alltime", duration: 1 } };

  test("costs a read and a write of one unit", async () => {
    await matchParsed(matcherWith(once), [checkout()]);
    expect(calls).toEqual(["GetItem", "PutItem"]);
    expect(cost).toEqual({ writes: 1, units: 1 });
  });

  test("costs a read for each of several identifiers, and a transaction of two units for each", async () => {
    await matchParsed(matcherWith(once), [checkout(ADA_BY_TWO_NAMES)]);
    expect(calls).toEqual(["GetItem", "GetItem", "TransactWriteItems"]);
    expect(cost).toEqual({ writes: 2, units: 4 });
  });

  test("costs only the reads if it is refused", async () => {
    const matcher = matcherWith(once);
    await matchParsed(matcher, [checkout(ADA_BY_TWO_NAMES)]);
    calls.length = 0;
    await matchParsed(matcher, [checkout(ADA_BY_TWO_NAMES)]);
    expect(calls).toEqual(["GetItem", "GetItem"]);
  });
});

describe("a flow that counts a metric", () => {
  const counting = { profile_filter: NO_ORDER };

  test("costs each event of the metric one write of a unit for each identifier, however large the event", async () => {
    const { properties } = sampleOrder(51_200, "klaviyo", 1);
    await matchParsed(matcherWith(counting), [{ ...order(ADA_BY_TWO_NAMES), properties }]);
    expect(calls).toEqual(["PutItem", "PutItem"]);
    expect(cost).toEqual({ writes: 2, units: 2 });
  });

  test("costs each event that starts it a query for each identifier", async () => {
    await matchParsed(matcherWith(counting), [checkout(ADA_BY_TWO_NAMES)]);
    expect(calls).toEqual(["Query", "Query"]);
    expect(cost).toEqual({ writes: 0, units: 0 });
  });
});
