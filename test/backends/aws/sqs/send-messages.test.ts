import { SQSClient } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import {
  MAX_BATCH_BYTES,
  messageAttributes,
  messageBytes,
  messageGroup,
  type QueueMessage,
} from "#backends/aws/sqs/queue-message.ts";
import { type Queue, sendMessages, toBatches } from "#backends/aws/sqs/send-messages.ts";
import { type Answer, type AnsweringServer, startAnswering } from "#support/aws/answering-server.ts";
import { startSqs } from "#support/aws/sqs-emulator.ts";

vi.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

/** Returns a queue that fails the entries with these ids, call by call, and takes the others. */
async function queueThatFails(...failing: { ids: string[]; senderFault?: boolean }[]): Promise<Queue> {
  server = await startAnswering(({ input }): Answer => {
    const { Entries } = input as { Entries: { Id: string }[] }; // The only operation that is asked for has this input.
    const { ids, senderFault = false } = failing.shift() ?? { ids: [] };
    const failed = Entries.filter(({ Id }) => ids.includes(Id));
    return {
      body: {
        Successful: [],
        Failed: failed.map(({ Id }) => ({ Id, Code: "InternalError", SenderFault: senderFault })),
      },
    };
  });
  return { client: new SQSClient({ ...server.config, md5: false }), url: `${server.config.endpoint}/1/queue` };
}

const bodies = () =>
  server?.asked.map(({ input }) =>
    (input as { Entries: { MessageBody: string }[] }).Entries.map((entry) => entry.MessageBody),
  );

const messages = (count: number): QueueMessage[] =>
  Array.from({ length: count }, (_, index) => ({ body: `body-${index}`, group: "group" }));

test("only the messages that failed in a call are sent again", async () => {
  const queue = await queueThatFails({ ids: ["0", "2"] }, { ids: ["1"] });
  await sendMessages(queue, messages(4));
  expect(bodies()).toEqual([["body-0", "body-1", "body-2", "body-3"], ["body-0", "body-2"], ["body-2"]]);
});

test("a message that fails three times is an error", async () => {
  const queue = await queueThatFails({ ids: ["0", "1"] }, { ids: ["0"] }, { ids: ["0"] });
  await expect(sendMessages(queue, messages(2))).rejects.toThrow("did not take 1 of 2 messages: InternalError");
  expect(bodies()).toHaveLength(3);
});

test("a failure that is the sender's fault is thrown without another call", async () => {
  const queue = await queueThatFails({ ids: ["1"], senderFault: true });
  await expect(sendMessages(queue, messages(2))).rejects.toThrow("InternalError");
  expect(bodies()).toHaveLength(1);
});

test("a refused call is thrown", async () => {
  server = await startAnswering(() => ({ status: 400, body: { __type: "com.amazonaws.sqs#QueueDoesNotExist" } }));
  const queue = { client: new SQSClient(server.config), url: `${server.config.endpoint}/1/queue` };
  await expect(sendMessages(queue, messages(1))).rejects.toThrow();
});

test("no messages are no call", async () => {
  const queue = await queueThatFails();
  await sendMessages(queue, []);
  expect(server?.asked).toEqual([]);
});

const sizes = fc.array(fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: MAX_BATCH_BYTES })), { maxLength: 40 });

test("batches hold all messages once and in order, at most ten and a megabyte each, and no batch has room for the next message", () => {
  fc.assert(
    fc.property(sizes, (given) => {
      const all = given.map((size, index) => ({
        body: "x".repeat(size),
        group: String(index),
        attributes: { a: "é" },
      }));
      const batches = toBatches(all);
      expect(batches.flat()).toEqual(all);
      const bytes = (batch: QueueMessage[]) => batch.reduce((sum, message) => sum + messageBytes(message), 0);
      for (const [index, batch] of batches.entries()) {
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(10);
        if (batch.length > 1) expect(bytes(batch)).toBeLessThanOrEqual(MAX_BATCH_BYTES);
        const next = batches[index + 1]?.[0];
        if (next) expect(batch.length === 10 || bytes([...batch, next]) > MAX_BATCH_BYTES).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

test("small messages are sent in batches of ten", () => {
  expect(toBatches(messages(25)).map((batch) => batch.length)).toEqual([10, 10, 5]);
});

test("attributes are not empty and contain no characters that SQS refuses", () => {
  expect(messageAttributes({ detail: "a\u0000\t\uFFFF\uD800😀é", empty: "" })).toEqual({
    detail: { DataType: "String", StringValue: "a\uFFFD\t\uFFFD\uFFFD😀é" },
  });
});

test("SQS accepts a call of exactly a megabyte; a byte more takes two calls", async () => {
  const sqs = await startSqs();
  const half = (bytes: number): QueueMessage => ({
    body: "x".repeat(bytes - 11),
    group: "g",
    attributes: { name: "é".slice(0, 1) },
  });
  const one = half(MAX_BATCH_BYTES / 2);
  expect(messageBytes(one)).toBe(MAX_BATCH_BYTES / 2 - 11 + "name".length + "String".length + 2);
  const fill = MAX_BATCH_BYTES - messageBytes(one) - messageBytes({ body: "", group: "g" });
  await sendMessages(sqs.queue("queue"), [one, { body: "y".repeat(fill), group: "g" }]);
  expect(sqs.calls).toHaveLength(1);
  await sendMessages(sqs.queue("queue"), [one, { body: "y".repeat(fill + 1), group: "g" }]);
  expect(sqs.calls).toHaveLength(3);
  expect(sqs.held("queue")).toHaveLength(4);
  await sqs.close();
});

test("SQS refuses a message that is too large", async () => {
  const sqs = await startSqs();
  const tooLarge = { body: "x".repeat(MAX_BATCH_BYTES + 1), group: "g" };
  await expect(sendMessages(sqs.queue("queue"), [...messages(2), tooLarge])).rejects.toThrow();
  await sqs.close();
});

test.each([
  ["https://api.example:8443", "https://api.example:8443"],
  ["x".repeat(128), "x".repeat(128)],
])("the message group %s is unchanged", (name, group) => {
  expect(messageGroup(name)).toBe(group);
});

test.each(["x".repeat(129), "https://bücher.example", "two words", "", "tab\t"])(
  "the message group of %j, which SQS does not accept, is its digest",
  (name) => {
    expect(messageGroup(name)).toMatch(/^[0-9a-f]{64}$/);
  },
);
