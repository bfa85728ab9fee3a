import { DynamoDBClient, GetItemCommand, type GetItemCommandInput, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WaitingRunPage } from "#app/runs/run-ports.ts";
import { countWaitingRuns } from "#backends/aws/delays/count-waiting-runs.ts";
import { cancelledKey, delayedMessageKey } from "#backends/aws/delays/delayed-message-keys.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { DynamoDbWaitingRuns } from "#backends/aws/delays/dynamodb-waiting-runs.ts";
import { flowPartitions, WAITS_BY_FLOW, waitingRunIndexAttributes } from "#backends/aws/delays/waiting-run-index.ts";
import { readNumber } from "#backends/aws/dynamodb/attribute-values.ts";
import type { Table } from "#backends/aws/dynamodb/table.ts";
import { SqsDelayedDispatches } from "#backends/aws/sqs/sqs-dispatch-queue.ts";
import { SqsStepsQueue } from "#backends/aws/sqs/sqs-steps-queue.ts";
import { deliveryId } from "#core/delivery/delivery-id.ts";
import { waitingRun } from "#core/runs/waiting-run.ts";
import { countWrites, type WriteCost } from "#support/aws/capacity-units.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { openStepsQueue } from "#support/aws/simulated-steps.ts";
import { type SqsEmulator, startSqs } from "#support/aws/sqs-emulator.ts";
import { NOON, sampleMessage } from "#support/delivery-samples.ts";
import { sampleRun } from "#support/run-samples.ts";
import { waitingRunsContract } from "../../../contracts/waiting-runs.contract.ts";

waitingRunsContract("DynamoDB", openStepsQueue);

const DAY_MS = 86_400_000;

let sqs: SqsEmulator;
let dynamodb: DynamoDbEmulator;
let client: DynamoDBClient;
let table: Table;
let waits: DynamoDbWaitingRuns;
let queue: SqsStepsQueue;
let calls: string[];
let reads: GetItemCommandInput[];
let cost: WriteCost;
beforeEach(async () => {
  sqs = await startSqs();
  dynamodb = await startDynamoDb();
  client = new DynamoDBClient(dynamodb.config);
  [calls, reads] = [[], []];
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        calls.push(String(commandName).replace("Command", ""));
        // The command of this name has this input.
        if (commandName === "GetItemCommand") reads.push(args.input as GetItemCommandInput);
        return next(args);
      },
    { step: "initialize", name: "noteCalls" },
  );
  cost = countWrites(client, dynamodb.client);
  table = { client, tableName: dynamodb.waits };
  waits = new DynamoDbWaitingRuns(table, () => NOON);
  const rows = new DynamoDbDelayedMessages({ client: dynamodb.client, tableName: dynamodb.waits });
  queue = new SqsStepsQueue({ steps: sqs.queue("steps"), delayed: rows, now: () => NOON });
});
afterEach(async () => {
  client.destroy();
  await sqs.close();
  await dynamodb.close();
});

/** Returns runs that wait for a day and a little longer each, for alternating actions. */
function runsOf(count: number, actions: readonly string[] = ["remind"]) {
  return Array.from({ length: count }, (_, index) =>
    sampleRun({ flow_id: "cart", action_id: actions[index % actions.length] ?? "", due_at: NOON + DAY_MS + index }),
  );
}

describe("the cost", () => {
  test("of checking whether a run is cancelled is one eventually consistent read", async () => {
    await waits.isCancelled({ event_id: "evt_1", flow_id: "cart" });
    expect(calls).toEqual(["GetItem"]);
    expect(reads[0]?.ConsistentRead ?? false).toBe(false);
  });

  test("of cancelling is one write, and one more for a listed run, which removes it from the index", async () => {
    const [run = sampleRun()] = runsOf(1);
    await queue.send([run]);
    await waits.cancel({ event_id: run.event.id, flow_id: "cart" });
    expect([calls, cost]).toEqual([["PutItem"], { writes: 1, units: 1 }]);
    await waits.cancel(waitingRun(run));
    expect([calls.slice(1), cost]).toEqual([["PutItem", "UpdateItem"], { writes: 3, units: 4 }]);
  });

  test("of listing is a query of each shard and two reads for each run on the page, however many wait", async () => {
    for (const more of [10, 200]) {
      await queue.send(runsOf(more));
      calls.length = 0;
      expect((await waits.list({ flow: "cart", action: "remind", limit: 5 })).runs).toHaveLength(5);
      expect([count("Query"), count("GetItem"), calls.length]).toEqual([16, 10, 26]);
    }
  });

  test("of counting is at least two queries of each shard, and no read of a row", async () => {
    await queue.send(runsOf(100, ["again", "remind"]));
    expect(await waits.count("cart")).toMatchObject({ complete: true });
    expect([count("Query"), calls.length]).toEqual([calls.length, 16 * (2 * 2 + 1)]);
  });

  const count = (name: string) => calls.filter((call) => call === name).length;
});

describe("the index", () => {
  const rowOf = async (run = sampleRun()) => {
    const key = delayedMessageKey({ id: deliveryId(waitingRun(run)), dueAt: run.due_at });
    return (await dynamodb.client.send(new GetItemCommand({ TableName: dynamodb.waits, Key: key }))).Item;
  };

  test("spreads a flow's runs over its shards", () => {
    const shards = runsOf(320).map(
      (run) => waitingRunIndexAttributes(waitingRun(run))[WAITS_BY_FLOW.partition]?.S ?? "",
    );
    const sizes = [...Map.groupBy(shards, (shard) => shard)].map(([shard, own]) => [shard, own.length] as const);
    expect(sizes.map(([shard]) => shard).sort()).toEqual(flowPartitions("cart").sort());
    for (const [, size] of sizes) expect(size).toBeLessThan(50);
  });

  test("holds runs by action and time, and no retry of a webhook", async () => {
    const [run = sampleRun()] = runsOf(1);
    await queue.send([run]);
    const rows = new DynamoDbDelayedMessages(table);
    const dispatch = new SqsDelayedDispatches({ retries: sqs.queue("retries"), delayed: rows, now: () => NOON });
    const message = sampleMessage({ flow_id: "cart", attempt: 2 });
    await dispatch.sendLater({ message, target: "https://a.example" }, NOON + DAY_MS);
    const { [WAITS_BY_FLOW.sort]: sort } = (await rowOf(run)) ?? {};
    expect(sort).toEqual({ S: `remind#${NOON + DAY_MS}#${run.event.id}` });
    expect(await waits.list({ flow: "cart", limit: 10 })).toEqual({ runs: [waitingRun(run)] });
  });

  test("keeps the row of a cancelled run, because it wakes the run", async () => {
    const [run = sampleRun()] = runsOf(1);
    await queue.send([run]);
    const before = await rowOf(run);
    await waits.cancel(waitingRun(run));
    const { flow_shard, flow_sort, ...rest } = before ?? {};
    expect([flow_shard, flow_sort]).toEqual([expect.anything(), expect.anything()]);
    expect(await rowOf(run)).toEqual(rest);
  });

  test("returns no run for an entry whose row is gone", async () => {
    const runs = runsOf(3);
    await queue.send(runs);
    // Like a row that is gone: the entry has another key.
    const ghost = { ...waitingRunIndexAttributes(waitingRun(sampleRun({ ...runs[0], due_at: NOON + DAY_MS - 1 }))) };
    const key = { pk: { S: "ghost" }, sk: { S: "ghost" } };
    await dynamodb.client.send(new PutItemCommand({ TableName: dynamodb.waits, Item: { ...key, ...ghost } }));
    const seeing = new DynamoDBClient(dynamodb.config);
    seeing.middlewareStack.add(
      (next) => async (args) => {
        // A GetItemCommand has this input.
        const { Key } = args.input as Partial<GetItemCommandInput>;
        return Key?.["pk"]?.S === "ghost" ? { response: {}, output: { $metadata: {} } } : next(args);
      },
      { step: "initialize", name: "hideGhost" },
    );
    const view = new DynamoDbWaitingRuns({ ...table, client: seeing }, () => NOON);
    expect((await view.list({ flow: "cart", limit: 2 })).runs).toEqual(runs.slice(0, 2).map(waitingRun));
    seeing.destroy();
  });

  test("does not hold runs that were written without it, which can be cancelled nevertheless", async () => {
    const [run = sampleRun()] = runsOf(1);
    await waits.cancel(waitingRun(run));
    expect(await waits.isCancelled(waitingRun(run))).toBe(true);
    expect(await rowOf(run)).toBeUndefined();
  });
});

describe("a cancelled run", () => {
  test("stays cancelled for the longest wait and thirty days more", async () => {
    const run = { event_id: "evt_1", flow_id: "cart" };
    await waits.cancel(run);
    const key = { TableName: dynamodb.waits, Key: cancelledKey(run) };
    const { Item: row = {} } = await dynamodb.client.send(new GetItemCommand(key));
    expect(readNumber(row, "ttl")).toBe((NOON + 761 * DAY_MS) / 1_000);
  });
});

describe("a listing", () => {
  test("returns a page that is not full after a bounded number of lookups, and continues from there", async () => {
    const runs = runsOf(40);
    await queue.send(runs);
    for (const run of runs.slice(0, 30)) await waits.cancel({ event_id: run.event.id, flow_id: "cart" });
    const first = await waits.list({ flow: "cart", limit: 1 });
    expect([first.runs, first.next]).toEqual([[], expect.any(String)]);
    const listed = [];
    for (let { next } = first; next !== undefined; ) {
      const page: WaitingRunPage = await waits.list({ flow: "cart", limit: 1, cursor: next });
      listed.push(...page.runs);
      next = page.next;
    }
    expect(listed).toEqual(runs.slice(30).map(waitingRun));
  });

  test("skips runs that were due without reading them", async () => {
    await queue.send(runsOf(60));
    const late = new DynamoDbWaitingRuns(table, () => NOON + DAY_MS + 57);
    calls.length = 0;
    expect((await late.list({ flow: "cart", action: "remind", limit: 10 })).runs).toHaveLength(2);
    expect(calls.filter((call) => call === "GetItem")).toHaveLength(4);
  });

  test.each(["#", "~", "remind", "remind#~#~", "漢字", "x".repeat(1_000)])(
    "accepts an invalid cursor (%j) without an error",
    async (cursor) => {
      await queue.send(runsOf(1));
      expect(await waits.list({ flow: "cart", limit: 2, cursor })).toHaveProperty("runs");
    },
  );
});

describe("a count", () => {
  test("that takes several pages of a shard counts all of them", async () => {
    await queue.send(runsOf(200, ["again", "remind"]));
    const paged = new DynamoDBClient(dynamodb.config);
    paged.middlewareStack.add(
      (next) => (args) => {
        // As if two entries were a megabyte.
        const input = { ...args.input, ...("Select" in args.input ? { Limit: 2 } : {}) };
        return next({ ...args, input });
      },
      { step: "initialize", name: "shortPages" },
    );
    const counts = ["again", "remind"].map((action_id) => ({ action_id, waits: 100 }));
    expect(await countWaitingRuns({ ...table, client: paged }, "cart", NOON)).toEqual({ counts, complete: true });
    expect(await countWaitingRuns({ ...table, client: paged }, "cart", NOON, 3)).toMatchObject({ complete: false });
    paged.destroy();
  });

  test("that reaches its limit reports that it is incomplete", async () => {
    await queue.send(runsOf(64, ["again", "remind", "third"]));
    expect(await countWaitingRuns(table, "cart", NOON, 3)).toEqual(await waits.count("cart"));
    const { counts, complete } = await countWaitingRuns(table, "cart", NOON, 1);
    expect(complete).toBe(false);
    expect(counts.map(({ action_id }) => action_id)).toContain("again");
    expect(await countWaitingRuns(table, "nobody", NOON, 0)).toEqual({ counts: [], complete: true });
  });
});
