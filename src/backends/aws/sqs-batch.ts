// How a batch of messages from SQS is worked. Messages that come for the first time are worked together. A batch that
// holds a message which came before may hold one that kills the process: it is worked one by one, and each message is
// deleted as soon as it is done. So what was done stays done, and the one that kills ends in the dead letters alone: the
// order is drawn anew each time, so a neighbour comes before it every other time. Of the nine receives after the first
// one, that leaves one neighbour in 512 to the dead letters too, whole and ready to be moved back.

import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import type { Random } from "#app/ports.ts";
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

/** What working a batch needs of its surroundings. */
export interface BatchPorts {
  /** Deletes a record from its queue. */
  remove(record: SQSRecord): Promise<void>;
  readonly random: Random;
  /** How long this invocation may still take, in milliseconds. */
  timeLeft(): number;
  /** Tells operators of a fault that makes a message come again. */
  report(error: unknown, record: SQSRecord): void;
}

/** Works a batch and names the records that are to come again. */
export async function workBatch<M>(
  work: QueueWork<M>,
  ports: BatchPorts,
  records: readonly SQSRecord[],
): Promise<SQSBatchResponse> {
  const failed = records.some(cameBefore)
    ? await workOneByOne(work, ports, shuffled(records, ports.random))
    : await workTogether(work, ports, records);
  return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
}

function cameBefore(record: SQSRecord): boolean {
  return Number(record.attributes.ApproximateReceiveCount) > 1;
}

async function workOneByOne<M>(work: QueueWork<M>, ports: BatchPorts, records: SQSRecord[]): Promise<SQSRecord[]> {
  const failed: SQSRecord[] = [];
  for (const record of records) {
    const outOfTime = ports.timeLeft() < work.longestMs;
    if (outOfTime || (await workTogether(work, ports, [record])).length > 0) failed.push(record);
    // A record that could not be deleted here is deleted by Lambda, since it is not among the failed ones.
    else await ports.remove(record).catch((error: unknown) => ports.report(error, record));
  }
  return failed;
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
  for (const record of records) {
    const decoded = work.decode(record);
    if (decoded.ok) understood.push({ record, message: decoded.message });
    else await work.refuse(record, decoded.problems).catch((error: unknown) => fail(record, error));
  }
  const outcomes = await outcomesOf(
    work,
    understood.map(({ message }) => message),
  );
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
