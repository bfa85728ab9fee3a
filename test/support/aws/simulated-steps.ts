// The steps queue on AWS in simulated time: SQS delays messages for the requested time, a sweeper runs
// every few minutes, and a flow runner processes each message at once.

import { paginateScan, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { CURSOR_KEY } from "#backends/aws/delays/delayed-message-keys.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { DynamoDbWaitingRuns } from "#backends/aws/delays/dynamodb-waiting-runs.ts";
import { sqsDueMessages } from "#backends/aws/delays/sqs-due-messages.ts";
import { SWEEP_AHEAD_MS } from "#backends/aws/delays/sweep-delayed-messages.ts";
import type { Item } from "#backends/aws/dynamodb/attribute-values.ts";
import type { Table } from "#backends/aws/dynamodb/table.ts";
import { decodeJsonRecord } from "#backends/aws/sqs/decode-record.ts";
import { SqsStepsQueue } from "#backends/aws/sqs/sqs-steps-queue.ts";
import { type RunMessage, runMessageSchema } from "#core/messages/run-message.ts";
import type { OpenStepsQueue } from "../../contracts/steps-queue.contract.ts";
import type { OpenWaitingRuns } from "../../contracts/waiting-runs.contract.ts";
import { NOON } from "../delivery-samples.ts";
import { startDynamoDb } from "./dynamodb-emulator.ts";
import { type SqsEmulator, startSqs } from "./sqs-emulator.ts";
import { toRecord } from "./sqs-record.ts";
import { refuseNothing, sweepAt } from "./sweeping.ts";

/** The period of the sweeper: the longest allowed, because it looks ten minutes ahead. */
const SWEEP_EVERY_MS = 9 * 60_000;

/** A queue whose clock shows NOON. */
export async function openStepsQueue(): Promise<OpenStepsQueue & OpenWaitingRuns> {
  const sqs = await startSqs();
  const dynamodb = await startDynamoDb();
  const waits = { client: dynamodb.client, tableName: dynamodb.waits };
  const steps = sqs.queue("steps");
  let clock = NOON;
  const now = () => clock;
  const waiting: { readonly run: RunMessage; readonly visibleAt: number }[] = [];
  const handedOver: RunMessage[] = [];
  /** Takes what was sent since: SQS itself has another clock. */
  const collect = async (): Promise<void> => {
    for (const { run, delayMs } of await takeRuns(sqs)) waiting.push({ run, visibleAt: clock + delayMs });
  };
  const sweepUntil = async (time: number): Promise<void> => {
    await collect();
    while (clock < time) {
      clock = Math.min(time, Math.max(clock + SWEEP_EVERY_MS, await passOver(waits, time)));
      await sweepAt(waits, clock, { send: sqsDueMessages({ steps }, now), refuse: refuseNothing });
      await collect();
    }
  };
  await sweepAt(waits, clock, { send: sqsDueMessages({ steps }, now), refuse: refuseNothing });
  return {
    queue: new SqsStepsQueue({ steps, delayed: new DynamoDbDelayedMessages(waits), now }),
    waitingRuns: new DynamoDbWaitingRuns(waits, now),
    moveTo: sweepUntil,
    async handedOverBy(time) {
      await sweepUntil(time);
      const due = waiting.filter(({ visibleAt }) => visibleAt <= clock);
      for (const each of due) waiting.splice(waiting.indexOf(each), 1);
      handedOver.push(...due.map(({ run }) => run));
      return [...handedOver];
    },
    async close() {
      await sqs.close();
      await dynamodb.close();
    },
  };
}

async function takeRuns(sqs: SqsEmulator): Promise<{ run: RunMessage; delayMs: number }[]> {
  return (await sqs.take("steps")).map(({ body, delaySeconds }) => {
    const decoded = decodeJsonRecord(runMessageSchema, toRecord({ body }));
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
    return { run: decoded.message, delayMs: delaySeconds * 1_000 };
  });
}

/**
 * Passes over a stretch in which nothing is due, as if the sweeper had run all the while: it would read sixteen
 * partitions for every five minutes of it. Gives the time to which nothing had to be sent.
 */
export async function passOver({ client, tableName }: Table, time: number): Promise<number> {
  const rows: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName })) rows.push(...Items);
  const sweptTo = Number(rows.find((row) => row["swept_to"])?.["swept_to"]?.N);
  const ahead = rows.map((row) => Number(row["due_at"]?.N)).filter((dueAt) => dueAt >= sweptTo);
  const nothingUntil = Math.min(time + SWEEP_AHEAD_MS, ...ahead);
  await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: CURSOR_KEY,
      UpdateExpression: "SET swept_to = :to",
      ExpressionAttributeValues: { ":to": { N: String(Math.max(sweptTo, nothingUntil)) } },
    }),
  );
  return nothingUntil - SWEEP_AHEAD_MS;
}
