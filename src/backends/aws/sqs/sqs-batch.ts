// Processes a batch of messages from SQS. Messages that are delivered for the first time are processed together. A
// redelivered message may be one that kills the process, or one that Lambda returned untried because it was throttled; SQS
// can't tell the two apart. So each redelivered message is counted as it begins (message-tries.ts), in random order, and the
// next one begins when it ends or after a second. A message that kills the process goes to the dead letters after ten tries.
// A message that did not begin loses no try, and slow targets do not keep a batch from being tried within one invocation. A
// message that failed becomes visible again early: after seconds at first, and after a quarter of an hour at last.

import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import type { Random } from "#app/ports.ts";
import type { MessageRule } from "#core/messages/message-rules.ts";
import type { Problem } from "#core/problem.ts";
import { shuffled } from "./shuffled.ts";

/** A record's message, or the problems that prevent decoding it. */
export type Decoded<M> =
  | { readonly ok: true; readonly message: M }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The result of a message. done: delete it; held: another worker has claimed it; failed: the error. SQS redelivers the last two. */
export type Worked = "done" | "held" | { readonly failed: unknown };

/** The work on the messages of a queue. */
export interface QueueWork<M> {
  decode(record: SQSRecord): Decoded<M>;
  /** Sends a record that can't be decoded to the dead letters. Resolves when it is stored there. */
  refuse(record: SQSRecord, problems: readonly Problem[]): Promise<void>;
  /** Processes messages. Resolves with their results, in order; rejects if all of them must be redelivered. */
  work(messages: readonly M[]): Promise<readonly Worked[]>;
  /** The longest that one message can take, in milliseconds. No message begins with less time left. */
  readonly longestMs: number;
}

/** A record to redeliver, and in how many seconds. */
export interface Returned {
  readonly record: SQSRecord;
  readonly seconds: number;
}

/** The dependencies of a batch. */
export interface BatchPorts {
  /** Deletes records from their queue. */
  remove(records: readonly SQSRecord[]): Promise<void>;
  /** Makes each record visible again after its own time, instead of the queue's visibility timeout. */
  returnEarly(returned: readonly Returned[]): Promise<void>;
  /** Counts a try of a redelivered record. Resolves with the number of tries, this one included. */
  countTry(record: SQSRecord): Promise<number>;
  pause(ms: number): Promise<void>;
  readonly random: Random;
  /** The time that is left for this invocation, in milliseconds. */
  timeLeft(): number;
  /** Reports an error because of which SQS redelivers a message. */
  report(error: unknown, record: SQSRecord): void;
}

/** The tries of a message before it goes to the dead letters, the first one included. */
export const MOST_TRIES = 10;

/** How long an unfinished redelivered message delays the next one, in milliseconds. */
const TURN_MS = 1_000;

/** The delay after the first receive in seconds, its growth with each receive, and its limit: ten tries take about an hour. */
const FIRST_DELAY = 2;
const DELAY_GROWTH = 3;
const LONGEST_DELAY = 15 * 60;

/** Returns the seconds after which a failed message becomes visible again: longer each time, with jitter of up to half. */
export function returnDelay(receives: number, random: Random): number {
  const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * DELAY_GROWTH ** (receives - 1));
  return Math.ceil(longest * (1 - random() / 2));
}

/** Processes a batch and returns the records to redeliver. */
export async function workBatch<M>(
  work: QueueWork<M>,
  ports: BatchPorts,
  records: readonly SQSRecord[],
): Promise<SQSBatchResponse> {
  const again = records.filter((record) => receivesOf(record) > 1);
  const first = records.filter((record) => receivesOf(record) <= 1);
  const failed = await workTogether(work, ports, first);
  const done = first.filter((record) => !failed.includes(record));
  // Deleted before a redelivered message begins, which may kill the process.
  if (again.length > 0 && done.length > 0) await removeDone(ports, done);
  const returned = [
    ...failed.map((record) => afterFailure(record, ports.random)),
    ...(await workInTurn(work, ports, shuffled(again, ports.random))),
  ];
  await returnEarly(ports, returned);
  return { batchItemFailures: returned.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}

function receivesOf(record: SQSRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}

function afterFailure(record: SQSRecord, random: Random): Returned {
  return { record, seconds: returnDelay(receivesOf(record), random) };
}

async function workInTurn<M>(work: QueueWork<M>, ports: BatchPorts, records: SQSRecord[]): Promise<Returned[]> {
  const returned: Returned[] = [];
  const begun: Promise<void>[] = [];
  for (const record of records) {
    if (ports.timeLeft() < work.longestMs) {
      returned.push({ record, seconds: returnDelay(1, ports.random) });
      continue;
    }
    const ended = workAgain(work, ports, record).then((isDone) => {
      if (!isDone) returned.push(afterFailure(record, ports.random));
    });
    begun.push(ended);
    await Promise.race([ended, ports.pause(TURN_MS)]);
  }
  await Promise.all(begun);
  return returned;
}

/** Processes a redelivered record. Resolves with true if it is done, after deleting it. */
async function workAgain<M>(work: QueueWork<M>, ports: BatchPorts, record: SQSRecord): Promise<boolean> {
  try {
    if ((await ports.countTry(record)) >= MOST_TRIES) await work.refuse(record, [GIVEN_UP]);
    else if ((await workTogether(work, ports, [record])).length > 0) return false;
  } catch (error) {
    ports.report(error, record);
    return false;
  }
  await removeDone(ports, [record]);
  return true;
}

const GIVEN_UP: Problem = {
  rule: "message-given-up" satisfies MessageRule,
  pointer: "",
  message: `The function began this message ${MOST_TRIES} times and never finished it. Its log states why.`,
};

/** Lambda deletes the records that can't be deleted here, because they are not among the failed ones. */
async function removeDone(ports: BatchPorts, records: readonly SQSRecord[]): Promise<void> {
  await ports.remove(records).catch((error: unknown) => {
    for (const record of records) ports.report(error, record);
  });
}

/** SQS redelivers the records that can't be returned early after the queue's visibility timeout. */
async function returnEarly(ports: BatchPorts, returned: readonly Returned[]): Promise<void> {
  if (returned.length === 0) return;
  await ports.returnEarly(returned).catch((error: unknown) => {
    for (const { record } of returned) ports.report(error, record);
  });
}

/** Processes records at the same time. Resolves with those to redeliver. */
async function workTogether<M>(
  work: QueueWork<M>,
  ports: BatchPorts,
  records: readonly SQSRecord[],
): Promise<SQSRecord[]> {
  const again = new Set<SQSRecord>();
  const fail = (record: SQSRecord, error: unknown): void => {
    again.add(record);
    ports.report(error, record);
  };
  const understood: { record: SQSRecord; message: M }[] = [];
  const refusals: Promise<void>[] = [];
  for (const record of records) {
    const decoded = work.decode(record);
    if (decoded.ok) understood.push({ record, message: decoded.message });
    else refusals.push(work.refuse(record, decoded.problems).catch((error: unknown) => fail(record, error)));
  }
  const [outcomes] = await Promise.all([
    outcomesOf(
      work,
      understood.map(({ message }) => message),
    ),
    ...refusals,
  ]);
  for (const [index, { record }] of understood.entries()) {
    const outcome = outcomes[index];
    if (outcome === "held") again.add(record);
    else if (outcome !== "done") fail(record, outcome?.failed);
  }
  return [...again];
}

async function outcomesOf<M>(work: QueueWork<M>, messages: readonly M[]): Promise<readonly Worked[]> {
  if (messages.length === 0) return [];
  try {
    return await work.work(messages);
  } catch (failed) {
    return messages.map(() => ({ failed }));
  }
}
