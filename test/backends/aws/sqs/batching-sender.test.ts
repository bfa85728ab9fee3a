import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { BatchingSender } from "#backends/aws/sqs/batching-sender.ts";
import type { QueueMessage } from "#backends/aws/sqs/queue-message.ts";
import { type Answer, type AnsweringServer, startAnswering } from "#support/aws/answering-server.ts";

/** A delay that is longer than a test may take. */
const NEVER_MS = 3_600_000;

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

const entriesOf = (input: unknown) => (input as { Entries: Entry[] }).Entries; // The only operation has this input.

/** Returns a sender to an SQS that gives these answers. */
async function senderTo(answer: (entries: readonly Entry[]) => Answer): Promise<BatchingSender> {
  server = await startAnswering(({ input }) => answer(entriesOf(input)));
  const client = new SQSClient({ ...server.config, md5: false });
  return new BatchingSender({ client, url: `${server.config.endpoint}/1/queue` });
}

const TAKEN: Answer = { body: { Successful: [], Failed: [] } };

const message = (body: string): QueueMessage => ({ body, group: "group" });

const calls = () => server?.asked.map(({ input }) => entriesOf(input).map(({ MessageBody }) => MessageBody));

test("messages of callers in the same turn of the event loop share a call", async () => {
  const sender = await senderTo(() => TAKEN);
  await Promise.all(["a", "b", "c"].map((body) => sender.send([message(body)], 0)));
  expect(calls()).toEqual([["a", "b", "c"]]);
});

test("messages that may wait share a call with those that follow within the delay", async () => {
  const sender = await senderTo(() => TAKEN);
  const first = sender.send([message("a")], 20);
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([first, sender.send([message("b")], 20)]);
  expect(calls()).toEqual([["a", "b"]]);
});

test("a full call does not wait for its delay to end", async () => {
  const sender = await senderTo(() => TAKEN);
  const bodies = Array.from({ length: 10 }, (_, index) => `body-${index}`);
  await Promise.all(bodies.map((body) => sender.send([message(body)], NEVER_MS)));
  expect(calls()).toEqual([bodies]);
});

test("a message that can't wait is sent together with those that can", async () => {
  const sender = await senderTo(() => TAKEN);
  await Promise.all([sender.send([message("later")], NEVER_MS), sender.send([message("now")], 0)]);
  expect(calls()).toEqual([["later", "now"]]);
});

test("an entry that fails rejects its own caller only", async () => {
  const sender = await senderTo((entries) => {
    const Failed = entries.filter(({ MessageBody }) => MessageBody === "bad");
    return {
      body: { Successful: [], Failed: Failed.map(({ Id }) => ({ Id, Code: "KmsDisabled", SenderFault: true })) },
    };
  });
  const outcomes = await Promise.allSettled(["a", "bad", "c"].map((body) => sender.send([message(body)], 0)));
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("a message for which SQS refuses the whole call rejects its own caller only", async () => {
  const sender = await senderTo((entries) => {
    if (entries.every(({ MessageBody }) => MessageBody !== "bad")) return TAKEN;
    return { status: 400, body: { __type: "com.amazonaws.sqs#InvalidMessageContents" } };
  });
  const outcomes = await Promise.allSettled(["a", "bad", "c"].map((body) => sender.send([message(body)], 0)));
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(calls()).toEqual([["a", "bad", "c"], ["a"], ["bad"], ["c"]]);
});

test("a call that fails for another reason rejects all of its callers, without calls for each", async () => {
  const sender = await senderTo(() => ({ status: 400, body: { __type: "com.amazonaws.sqs#QueueDoesNotExist" } }));
  const outcomes = await Promise.allSettled(["a", "b"].map((body) => sender.send([message(body)], 0)));
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(calls()).toEqual([["a", "b"]]);
});

test("no messages are no call", async () => {
  const sender = await senderTo(() => TAKEN);
  await sender.send([], 0);
  expect(calls()).toEqual([]);
});
