// A batch of records, and a work that records its calls.

import type { SQSRecord } from "aws-lambda";
import { type BatchPorts, type QueueWork, type Worked, workBatch } from "#backends/aws/sqs/sqs-batch.ts";

/** Returns a record of SQS with this id. */
export function record(id: string, receives = 1, body = id): SQSRecord {
  return {
    messageId: id,
    receiptHandle: `receipt-${id}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: "0",
      SenderId: "sender",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:queue",
    awsRegion: "eu-west-1",
  };
}

/** The death of the process as seen from outside: nothing happens after it, and no response is sent. */
export class Death extends Error {}

/** Returns a function that runs a batch, with a work whose messages fail, are held or throw by the options, and a log of its calls. */
export function setUp(
  options: {
    fails?: string[];
    holds?: string[];
    throws?: string[];
    timeLeft?: () => number;
    removeFails?: boolean;
    /** The tries of redelivered messages, by id. */
    tries?: Record<string, number>;
  } = {},
) {
  const seen = { worked: [] as string[][], refused: [] as string[], removed: [] as string[], reported: [] as string[] };
  const returned = new Map<string, number>();
  const tries = new Map(Object.entries(options.tries ?? {}));
  const outcomeOf = (message: string): Worked => {
    if (options.holds?.includes(message)) return "held";
    return options.fails?.includes(message) ? { failed: new Error(`fail ${message}`) } : "done";
  };
  const work: QueueWork<string> = {
    longestMs: 1_000,
    decode: ({ body }) =>
      body.startsWith("bad")
        ? { ok: false, problems: [{ rule: "r", pointer: "", message: "bad" }] }
        : { ok: true, message: body },
    refuse(refused) {
      if (options.throws?.includes(refused.body)) return Promise.reject(new Error("refuse"));
      seen.refused.push(refused.body);
      return Promise.resolve();
    },
    work(messages) {
      seen.worked.push([...messages]);
      if (messages.some((message) => options.throws?.includes(message))) return Promise.reject(new Error("work"));
      return Promise.resolve(messages.map((message) => outcomeOf(message)));
    },
  };
  const ports: { -readonly [Name in keyof BatchPorts]: BatchPorts[Name] } = {
    remove(records) {
      seen.removed.push(...records.map(({ messageId }) => messageId));
      return options.removeFails ? Promise.reject(new Error("remove")) : Promise.resolve();
    },
    async returnEarly(records) {
      for (const { record: one, seconds } of records) returned.set(one.messageId, seconds);
    },
    async countTry({ messageId }) {
      tries.set(messageId, (tries.get(messageId) ?? 0) + 1);
      return tries.get(messageId) ?? 0;
    },
    // Longer than any work takes, unless a test sets another pause.
    pause: () => new Promise(() => {}),
    random: () => 0.999,
    timeLeft: options.timeLeft ?? (() => 60_000),
    report: (error) => seen.reported.push(error instanceof Error ? error.message : String(error)),
  };
  const run = async (records: SQSRecord[]) =>
    (await workBatch(work, ports, records)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { seen, run, work, ports, returned, tries };
}
