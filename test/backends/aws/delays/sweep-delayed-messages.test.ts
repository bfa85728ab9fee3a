import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bucketOf, delayedMessageKey } from "#backends/aws/delays/delayed-message-keys.ts";
import { type DelayedMessage, DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { sqsDueMessages } from "#backends/aws/delays/sqs-due-messages.ts";
import { SWEEP_AHEAD_MS } from "#backends/aws/delays/sweep-delayed-messages.ts";
import { sweptTo } from "#backends/aws/delays/sweep-progress.ts";
import type { Table } from "#backends/aws/dynamodb/table.ts";
import { startAnswering } from "#support/aws/answering-server.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { startSqs } from "#support/aws/sqs-emulator.ts";
import { refuseNothing, sweepAt } from "#support/aws/sweeping.ts";
import { NOON } from "#support/delivery-samples.ts";

const MINUTE = 60_000;

let emulator: DynamoDbEmulator;
let table: Table;
let waits: DynamoDbDelayedMessages;
beforeEach(async () => {
  emulator = await startDynamoDb();
  table = { client: emulator.client, tableName: emulator.waits };
  waits = new DynamoDbDelayedMessages(table);
});
afterEach(() => emulator.close());

function wait(id: string, dueAt: number, changes: Partial<DelayedMessage> = {}): DelayedMessage {
  return {
    id,
    queue: "retries",
    target: "https://api.example",
    message: `{"id":"${id}"}`,
    dueAt,
    flowId: "printed-catalogue",
    actionId: "send-catalogue",
    ...changes,
  };
}

function sweepTo(now: number, send: (due: readonly DelayedMessage[]) => Promise<void>) {
  const sendAll = async (due: readonly DelayedMessage[]) => {
    await send(due);
    return [];
  };
  return sweepAt(table, now, { send: sendAll, refuse: refuseNothing });
}

/** Sweeps and returns the messages that were sent. */
async function sweep(now: number): Promise<DelayedMessage[]> {
  const sent: DelayedMessage[] = [];
  const { moved } = await sweepTo(now, async (due) => {
    sent.push(...due);
  });
  expect(moved).toBe(sent.length);
  return sent.sort((a, b) => a.dueAt - b.dueAt);
}

test("messages due within ten minutes are sent as they were written; the others stay", async () => {
  await sweep(NOON);
  const soon = wait("soon", NOON + 21 * MINUTE);
  const later = wait("later", NOON + 24 * MINUTE, { queue: "steps", target: "profile" });
  await waits.add(soon);
  await waits.add(later);
  expect(await sweep(NOON + 11 * MINUTE)).toEqual([]);
  expect(await sweep(NOON + 11 * MINUTE + 1)).toEqual([soon]);
  expect(await sweep(NOON + 12 * MINUTE)).toEqual([]);
  expect(await sweep(NOON + 16 * MINUTE)).toEqual([later]);
});

test("a message that is written twice is one row, which expires 30 days after it is due", async () => {
  const one = wait("one", NOON + 20 * MINUTE + 1);
  await waits.add(one);
  await waits.add(one);
  const { Item: row } = await emulator.client.send(
    new GetItemCommand({ TableName: emulator.waits, Key: delayedMessageKey(one) }),
  );
  expect(row).toMatchObject({ v: { N: "1" }, ttl: { N: String(NOON / 1_000 + 1_201 + 30 * 86_400) } });
  expect(await sweep(NOON + 11 * MINUTE)).toEqual([one]);
});

test("messages that could not be sent are sent by the next sweep", async () => {
  await sweep(NOON);
  const one = wait("one", NOON + 20 * MINUTE);
  await waits.add(one);
  const failing = sweepTo(NOON + 15 * MINUTE, async () => {
    throw new Error("SQS is out of reach");
  });
  await expect(failing).rejects.toThrow("out of reach");
  expect(await sweep(NOON + 15 * MINUTE)).toEqual([one]);
});

test("a sweep that fails keeps the progress that it recorded before", async () => {
  await sweep(NOON);
  const first = wait("first", NOON + 20 * MINUTE);
  const second = wait("second", NOON + 40 * MINUTE);
  await waits.add(first);
  await waits.add(second);
  const failing = sweepTo(NOON + 60 * MINUTE, async (due) => {
    if (due.some(({ id }) => id === "second")) throw new Error("SQS is out of reach");
  });
  await expect(failing).rejects.toThrow();
  expect(await sweptTo(table)).toBe(bucketOf(second.dueAt));
  expect(await sweep(NOON + 60 * MINUTE)).toEqual([second]);
});

test("a sweeper that first runs long after messages were written sends all of them", async () => {
  const old = wait("old", NOON + 20 * MINUTE);
  await waits.add(old);
  expect(await sweptTo(table)).toBeUndefined();
  expect(await sweep(NOON + 5 * 60 * MINUTE)).toEqual([old]);
});

test("a sweep whose clock is behind sends nothing and does not move the cursor back", async () => {
  await sweep(NOON);
  expect(await sweptTo(table)).toBe(NOON + SWEEP_AHEAD_MS);
  expect(await sweep(NOON - 60 * MINUTE)).toEqual([]);
  expect(await sweptTo(table)).toBe(NOON + SWEEP_AHEAD_MS);
});

test("many messages that are due in the same millisecond are all sent", async () => {
  await sweep(NOON);
  const ids = Array.from({ length: 60 }, (_, index) => `wait-${index}`);
  for (const id of ids) await waits.add(wait(id, NOON + 20 * MINUTE));
  const sent = await sweep(NOON + 15 * MINUTE);
  expect(sent.map(({ id }) => id).sort()).toEqual(ids.sort());
});

test("at any times of sweeps and messages, each message is sent once and before it is due", async () => {
  const offsets = fc.array(fc.integer({ min: 15 * MINUTE + 1, max: 50 * MINUTE }), { minLength: 1, maxLength: 6 });
  const steps = fc.array(fc.record({ pass: fc.integer({ min: 1, max: 9 * MINUTE }), offsets }), { maxLength: 6 });
  let run = 0;
  let now = NOON;
  await sweep(now);
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      run += 1;
      const due = new Map<string, number>();
      const sent: string[] = [];
      const pass = async (ms: number): Promise<void> => {
        now += ms;
        for (const { id, dueAt } of await sweep(now)) {
          sent.push(id);
          expect(dueAt).toBe(due.get(id));
          expect(dueAt).toBeGreaterThanOrEqual(now);
        }
      };
      for (const [index, step] of given.entries()) {
        for (const [place, offset] of step.offsets.entries()) {
          const id = `${run}:${index}:${place}`;
          due.set(id, now + offset);
          await waits.add(wait(id, now + offset));
        }
        await pass(step.pass);
      }
      for (let rest = 0; rest < 6; rest++) await pass(9 * MINUTE);
      expect(sent.sort()).toEqual([...due.keys()].sort());
    }),
    { numRuns: 6 },
  );
});

test("a due message goes to the queue that its row names, in its group, delayed until it is due", async () => {
  const sqs = await startSqs();
  const send = sqsDueMessages({ retries: sqs.queue("retries"), steps: sqs.queue("steps") }, () => NOON);
  await send([
    wait("late", NOON - 5_000),
    wait("exact", NOON + 2_000),
    wait("begun", NOON + 599_001, { target: "https://other.example" }),
    wait("step", NOON + 1, { queue: "steps" }),
  ]);
  expect(sqs.held("retries")).toEqual([
    { body: '{"id":"late"}', attributes: {}, group: "https://api.example", delaySeconds: 0 },
    { body: '{"id":"exact"}', attributes: {}, group: "https://api.example", delaySeconds: 2 },
    { body: '{"id":"begun"}', attributes: {}, group: "https://other.example", delaySeconds: 600 },
  ]);
  expect(sqs.held("steps")).toMatchObject([{ body: '{"id":"step"}', delaySeconds: 1 }]);
  await sqs.close();
});

test("a message that is due to an unknown queue is an error", async () => {
  await expect(sqsDueMessages({}, () => NOON)([wait("one", NOON)])).rejects.toThrow("retries");
});

/** A queue that does not take the messages at these positions, with this code. */
async function queueThatFails(positions: readonly number[], Code: string, Message?: string) {
  const failed = { Code, Message, SenderFault: true };
  const server = await startAnswering(() => {
    return { body: { Successful: [], Failed: positions.map((Id) => ({ Id: String(Id), ...failed })) } };
  });
  const client = new SQSClient({ ...server.config, md5: false });
  return { server, retries: { client, url: `${server.config.endpoint}/1/retries` } };
}

test("a due message that SQS refuses is returned, and one that it did not take for another reason is thrown", async () => {
  const due = [wait("one", NOON), wait("two", NOON)];
  const refusing = await queueThatFails([1], "InvalidMessageContents");
  expect(await sqsDueMessages(refusing, () => NOON)(due)).toEqual([
    { message: due[1], code: "InvalidMessageContents" },
  ]);
  const failing = await queueThatFails([1], "KmsAccessDenied");
  await expect(sqsDueMessages(failing, () => NOON)(due)).rejects.toThrow("1 of 2 messages: KmsAccessDenied");
  for (const { server } of [refusing, failing]) await server.close();
});

test.each([
  ["One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.", true],
  ["Value for parameter MessageGroupId is invalid.", false],
])(
  "a call or an entry that SQS refuses with InvalidParameterValue, %j, is about its message: %j",
  async (text, isAboutMessage) => {
    const body = { __type: "com.amazonaws.sqs#InvalidParameterValue", message: text };
    const server = await startAnswering(() => ({ status: 400, body }));
    const retries = { client: new SQSClient(server.config), url: `${server.config.endpoint}/1/retries` };
    const due = [wait("one", NOON), wait("two", NOON)];
    const sent = sqsDueMessages({ retries }, () => NOON)(due);
    if (isAboutMessage) expect((await sent).map(({ message }) => message)).toEqual(due);
    else await expect(sent).rejects.toThrow("MessageGroupId");
    await server.close();

    const refusing = await queueThatFails([1], "InvalidParameterValue", text);
    const sentInPart = sqsDueMessages(refusing, () => NOON)(due);
    if (isAboutMessage) expect((await sentInPart).map(({ message }) => message)).toEqual([due[1]]);
    else await expect(sentInPart).rejects.toThrow("1 of 2 messages: InvalidParameterValue");
    await refusing.server.close();
  },
);
