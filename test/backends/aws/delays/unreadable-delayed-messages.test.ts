import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { delayedMessageKey } from "#backends/aws/delays/delayed-message-keys.ts";
import { type DelayedMessage, DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { refuseDelayedMessageTo } from "#backends/aws/delays/refuse-delayed-message.ts";
import { sqsDueMessages } from "#backends/aws/delays/sqs-due-messages.ts";
import { sweptTo } from "#backends/aws/delays/sweep-progress.ts";
import { bytes, type Item, number, text } from "#backends/aws/dynamodb/attribute-values.ts";
import { pack } from "#backends/aws/dynamodb/packing.ts";
import { MAX_BATCH_BYTES } from "#backends/aws/sqs/queue-message.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { type SqsEmulator, startSqs } from "#support/aws/sqs-emulator.ts";
import { sweepAt } from "#support/aws/sweeping.ts";
import { NOON } from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";

vi.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

const DUE = NOON + 20 * 60_000;

let emulator: DynamoDbEmulator;
let sqs: SqsEmulator;
beforeEach(async () => {
  emulator = await startDynamoDb();
  sqs = await startSqs();
});
afterEach(async () => {
  await emulator.close();
  await sqs.close();
});

const table = () => ({ client: emulator.client, tableName: emulator.waits });

function wait(id: string): DelayedMessage {
  return { id, queue: "steps", target: "p", message: `{"id":"${id}"}`, dueAt: DUE, flowId: "f", actionId: "a" };
}

/** Writes a valid row with these changes; undefined removes an attribute. */
async function putRow(id: string, changes: Record<string, Item[string] | undefined>): Promise<void> {
  const { queue, target, message, dueAt, flowId, actionId } = wait(id);
  const texts = { queue: text(queue), target: text(target), flow_id: text(flowId), action_id: text(actionId) };
  const all = {
    ...delayedMessageKey(wait(id)),
    ...texts,
    due_at: number(dueAt),
    message: bytes(pack(message)),
    ...changes,
  };
  const item = Object.entries(all).flatMap(([name, value]): [string, Item[string]][] => (value ? [[name, value]] : []));
  await emulator.client.send(new PutItemCommand({ TableName: emulator.waits, Item: Object.fromEntries(item) }));
}

/** Sweeps past the due time. Returns the ids that were sent and the reasons of refusals. */
async function sweep(refuse = refuseDelayedMessageTo(sqs.queue("dead-letters"))) {
  const sent: string[] = [];
  const refused: string[] = [];
  await sweepAt(table(), NOON + 11 * 60_000, {
    send: async (waits) => {
      sent.push(...waits.map(({ id }) => id));
      return [];
    },
    refuse: async (row: Item, reason: string) => {
      await refuse(row, reason);
      refused.push(reason);
    },
  });
  return { sent: sent.sort(), refused };
}

test.each([
  ["an unknown queue", { queue: text("elsewhere") }, "A delayed message is due to an unknown queue: elsewhere"],
  ["no target", { target: undefined }, "A stored item lacks the attribute target"],
  ["no message", { message: undefined }, "A stored item lacks the attribute message"],
  ["a message of another type", { message: text("{}") }, "The attribute message of a stored item is not bytes"],
  ["a part that is missing", { more_parts: number(1) }, "A stored item lacks the attribute message"],
  [
    "more parts than a message can have",
    { more_parts: number(1e9) },
    "A delayed message has 1000000000 more parts; at most 10 are possible",
  ],
  ["a message that can't be decompressed", { message: bytes(Buffer.from([7, 7, 7])) }, expect.any(String)],
])("a row with %s goes to the dead letters, with the reason, and delays no other", async (_, changes, reason) => {
  await sweepAt(table(), NOON, { send: async () => [], refuse: async () => {} });
  const waits = new DynamoDbDelayedMessages(table());
  await waits.add(wait("one"));
  await putRow("poison", changes);
  await waits.add(wait("two"));

  const { sent, refused } = await sweep();
  expect({ sent, refused }).toEqual({ sent: ["one", "two"], refused: [reason] });
  expect(await sweptTo(table())).toBe(NOON + 21 * 60_000);
  const [letter, ...more] = sqs.held("dead-letters");
  expect(more).toEqual([]);
  expect(letter?.attributes).toEqual({ reason: "message-invalid", detail: reason });
  expect(JSON.parse(letter?.body ?? "")).toMatchObject({ kind: "wait", row: { due_at: { N: String(DUE) } } });
});

test("the bytes of a row that is refused are base64 in its dead letter", async () => {
  await sweepAt(table(), NOON, { send: async () => [], refuse: async () => {} });
  await putRow("poison", { queue: text("elsewhere") });
  await sweep();
  const { row } = JSON.parse(sqs.held("dead-letters")[0]?.body ?? "");
  expect(Buffer.from(row.message.B, "base64")).toEqual(Buffer.from(pack('{"id":"poison"}')));
});

test("a row that can't be sent to the dead letters holds the cursor, so that it is tried again", async () => {
  await sweepAt(table(), NOON, { send: async () => [], refuse: async () => {} });
  await putRow("poison", { queue: text("elsewhere") });
  await expect(sweep(() => Promise.reject(new Error("no queue")))).rejects.toThrow("no queue");
  expect(await sweptTo(table())).toBeLessThanOrEqual(DUE);
  expect((await sweep()).refused).toHaveLength(1);
});

test("a message that SQS refuses goes to the dead letters, with the reason, and delays no other", async () => {
  const now = NOON + 11 * 60_000;
  const due = {
    send: sqsDueMessages({ steps: sqs.queue("steps") }, () => now),
    refuse: refuseDelayedMessageTo(sqs.queue("dead-letters")),
  };
  await sweepAt(table(), NOON, due);
  const waits = new DynamoDbDelayedMessages(table());
  for (const id of ["one", "two", "three"]) await waits.add(wait(id));
  await waits.add({ ...wait("poison"), message: JSON.stringify("x".repeat(MAX_BATCH_BYTES)) });

  expect(await sweepAt(table(), now, due)).toEqual({ moved: 3, sweptTo: NOON + 21 * 60_000 });
  expect(sqs.held("steps")).toHaveLength(3);
  const letters = sqs.held("dead-letters");
  expect(letters.map(({ attributes }) => attributes)).toEqual([
    { reason: "message-invalid", detail: "SQS refuses this message: BatchRequestTooLong" },
  ]);
  expect(JSON.parse(letters[0]?.body ?? "")).toMatchObject({ row: { due_at: { N: String(DUE) } } });
});

test("the letter of a message that is stored in parts names the rows of the other parts", async () => {
  await sweepAt(table(), NOON, { send: async () => [], refuse: async () => {} });
  const waits = new DynamoDbDelayedMessages(table());
  await waits.add({ ...wait("large"), message: JSON.stringify(incompressibleText(900_000, 1)) });
  const refuse = refuseDelayedMessageTo(sqs.queue("dead-letters"));
  const send = async (due: readonly DelayedMessage[]) =>
    due.map((message) => ({ message, code: "BatchRequestTooLong" }));
  await sweepAt(table(), NOON + 11 * 60_000, { send, refuse });
  const detail = String(sqs.held("dead-letters")[0]?.attributes["detail"]);
  const [, count, pk = ""] = /(\d+) more parts of it are rows with the pk "(.*)"/.exec(detail) ?? [];
  const { Items } = await emulator.client.send(
    new QueryCommand({
      TableName: emulator.waits,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": text(pk) },
    }),
  );
  expect(Number(count)).toBeGreaterThan(0);
  expect(Items).toHaveLength(Number(count));
});
