// How a batch of messages from SQS is worked. Messages that come for the first time are worked together. One that came
// before may be one that kills the process, or one that Lambda returned untried because it was throttled; the two look the
// same. So each of these is counted as it is begun (message-tries.ts), in random order, and the next one is begun when it is
// done or after a second. A message that kills ends in the dead letters after ten tries. One that was not begun loses no try,
// and slow targets keep no batch from being tried within one invocation. A message that failed becomes visible again early:
// after seconds at first, and after a quarter of an hour at last.

import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import type { Random } from "#app/ports.ts";
import type { MessageRule } from "#core/messages/message-rules.ts";
import type { Problem } from "#core/problem.ts";
import { shuffled } from "./shuffled.ts";

/** A record's message, or what is wrong with it. */
export type Decoded<M> =
  | { readonly ok: true; readonly message: M }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** done: the message is not needed any more; held: another worker is at it; failed: why. The last two come again. */
export type Worked = "done" | "held" | { readonly failed: unknown };

/** What is to be done with the messages of a queue. */
export interface QueueWork<M> {
  decode(record: SQSRecord): Decoded<M>;
  /** Puts a record that can't be understood into the dead letters. Resolves when it can't be lost any more. */
  refuse(record: SQSRecord, problems: readonly Problem[]): Promise<void>;
  /** Works messages. Tells what came of each, in their order. Rejects when none of them may be taken for done. */
  work(messages: readonly M[]): Promise<readonly Worked[]>;
  /** The longest that one message can take, in milliseconds; without that much time left none is begun. */
  readonly longestMs: number;
}

/** A record that is to come again, and in how many seconds. */
export interface Returned {
  readonly record: SQSRecord;
  readonly seconds: number;
}

/** What working a batch needs of its surroundings. */
export interface BatchPorts {
  /** Deletes records from their queue. */
  remove(records: readonly SQSRecord[]): Promise<void>;
  /** Makes records visible again after a time of their own, instead of the queue's visibility timeout. */
  returnEarly(returned: readonly Returned[]): Promise<void>;
  /** Counts that a record which came before is begun; gives how often it was, this time included. */
  countTry(record: SQSRecord): Promise<number>;
  pause(ms: number): Promise<void>;
  readonly random: Random;
  /** How long this invocation may still take, in milliseconds. */
  timeLeft(): number;
  /** Tells operators of a fault that makes a message come again. */
  report(error: unknown, record: SQSRecord): void;
}

/** How often a message is begun before it goes to the dead letters, the first time included. */
export const MOST_TRIES = 10;

/** How long a message that came before delays the next one, in milliseconds, while it is not done. */
const TURN_MS = 1_000;

/** The delay after the first receive, how it grows with each, and its bound: ten tries take about an hour. In seconds. */
const FIRST_DELAY = 2;
const DELAY_GROWTH = 3;
const LONGEST_DELAY = 15 * 60;

/** After how many seconds a message that failed becomes visible again: longer each time, half of it by chance. */
export function returnDelay(receives: number, random: Random): number {
  const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * DELAY_GROWTH ** (receives - 1));
  return Math.ceil(longest * (1 - random() / 2));
}

/** Works a batch and names the records that are to come again. */
export async function workBatch<M>(
  work: QueueWork<M>,
  ports: BatchPorts,
  records: readonly SQSRecord[],
): Promise<SQSBatchResponse> {
  const again = records.filter((record) => receivesOf(record) > 1);
  const first = records.filter((record) => receivesOf(record) <= 1);
  const failed = await workTogether(work, ports, first);
  const done = first.filter((record) => !failed.includes(record));
  // Before one that may kill the process: what is done stays done.
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

/** Works a record that came before; true when it is done, and deleted, so that it stays done. */
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
  message: `The function began this message ${MOST_TRIES} times and never finished it. Its log says why.`,
};

/** Records that could not be deleted here are deleted by Lambda, because they are not among the failed ones. */
async function removeDone(ports: BatchPorts, records: readonly SQSRecord[]): Promise<void> {
  await ports.remove(records).catch((error: unknown) => {
    for (const record of records) ports.report(error, record);
  });
}

/** Records that could not be returned early come again after the queue's visibility timeout. */
async function returnEarly(ports: BatchPorts, returned: readonly Returned[]): Promise<void> {
  if (returned.length === 0) return;
  await ports.returnEarly(returned).catch((error: unknown) => {
    for (const { record } of returned) ports.report(error, record);
  });
}

/** Works records at the same time; gives those that are to come again. */
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
