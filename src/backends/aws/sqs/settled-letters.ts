// Deletes letters from the failed deliveries after their deliveries were sent again or decided on. SQS deletes only by the
// receipt of a receive, and the management API has no receipt of a letter. So a run receives letters, looks up their
// deliveries, deletes the settled letters, and returns the others when it ends; a letter that it returned earlier would be
// delivered to the same run again. A killed run loses nothing: its letters become visible when their visibility timeout ends.

import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import { inParallel } from "#app/in-parallel.ts";
import type { Now } from "#app/ports.ts";
import type { ClaimState } from "#core/delivery/claim.ts";
import { type DeliveryKey, deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import { isSettled, type Letter } from "#core/delivery/settled-letter.ts";
import { deliveryMessageSchema } from "#core/messages/delivery-message.ts";
import { claimState } from "../deliveries/delivery-item.ts";
import { deliveryItemKey, deliveryKeyOf } from "../deliveries/delivery-keys.ts";
import { required } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";
import { MAX_BATCH_MESSAGES } from "./queue-message.ts";
import type { Queue } from "./send-messages.ts";

/** How long a letter stays invisible after its run was killed: longer than the function may run (lib/letter-cleaner.ts). */
export const LETTER_VISIBILITY_SECONDS = 120;

/** Long polling queries all servers of SQS, so that an empty response means an empty queue. */
const WAIT_SECONDS = 1;

/** Unsettled letters that a run may look up. It looks up more only while one letter in `WORTH` is settled. */
export const LOOKS = 1_000;
const WORTH = 10;

/**
 * Letters that one run may hold. SQS allows 120,000 messages in flight:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const MOST_HELD = 40_000;

const PAGES_AT_ONCE = 4;
const CALLS_AT_ONCE = 8;

/** The dependencies of a run. */
interface LettersPorts {
  readonly letters: Queue;
  readonly deliveries: Table;
  readonly now: Now;
  /** When the run stops receiving, in milliseconds since 1970. */
  readonly until: number;
}

/** The numbers of letters that a run deleted and returned. */
interface LettersOfRun {
  readonly removed: number;
  readonly kept: number;
}

const letterSchema = deliveryMessageSchema
  .pick({ v: true, kind: true, flow_id: true, action_id: true, round: true, attempt: true, forced: true })
  .extend({ event: z.object({ id: z.string() }) });

interface ReadLetter {
  readonly message: Message;
  readonly key: DeliveryKey;
  readonly letter: Letter;
}

/** Deletes settled letters. Throws if SQS or DynamoDB fails; the remaining letters then become visible again. */
export async function removeSettledLetters(ports: LettersPorts): Promise<LettersOfRun> {
  const held: Message[] = [];
  let removed = 0;
  const mayReceive = () =>
    ports.now() < ports.until && held.length < Math.min(MOST_HELD, LOOKS + (WORTH - 1) * removed);
  const work = async (): Promise<void> => {
    while (mayReceive()) {
      const page = await receive(ports.letters);
      if (page.length === 0) return;
      const settled = new Set(await settledOf(ports.deliveries, page));
      held.push(...page.filter((message) => !settled.has(message)));
      removed += await remove(ports.letters, [...settled]);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: PAGES_AT_ONCE }, work));
  await giveBack(ports.letters, held);
  const failure = ends.find((end) => end.status === "rejected");
  if (failure) throw failure.reason;
  return { removed, kept: held.length };
}

async function receive({ client, url }: Queue): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: MAX_BATCH_MESSAGES,
      VisibilityTimeout: LETTER_VISIBILITY_SECONDS,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageAttributeNames: [SENT_BY_DISPATCHER],
      MessageSystemAttributeNames: ["DeadLetterQueueSourceArn"],
    }),
  );
  return Messages;
}

/** An attribute of every letter that the dispatcher sends (sqs-failed-deliveries.ts). */
const SENT_BY_DISPATCHER = "attempts";

/** Returns the letter in a message, or undefined if this version can't read it. */
function readLetter(message: Message): ReadLetter | undefined {
  const parsed = letterSchema.safeParse(jsonOrNothing(message.Body ?? ""));
  if (!parsed.success) return undefined;
  const { round, attempt, forced = false } = parsed.data;
  // A letter that an operator moved to the dispatch queue keeps its attributes, and SQS may move it back here.
  const moved = message.Attributes?.DeadLetterQueueSourceArn !== undefined;
  const origin = !moved && message.MessageAttributes?.[SENT_BY_DISPATCHER] ? "sent" : "unfinished";
  return { message, key: deliveryKey(parsed.data), letter: { round, attempt, forced, origin } };
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function settledOf(table: Table, page: readonly Message[]): Promise<Message[]> {
  const letters = page.flatMap((message) => readLetter(message) ?? []);
  const states = await readStates(
    table,
    letters.map(({ key }) => key),
  );
  return letters
    .filter(({ key, letter }) => isSettled(letter, states.get(deliveryId(key))))
    .map(({ message }) => message);
}

/**
 * Reads the states of these deliveries. The read need not be consistent: rounds only grow, so an older state settles
 * less. A key that DynamoDB leaves unprocessed is missing, and its letter stays until the next run.
 */
async function readStates(
  { client, tableName }: Table,
  keys: readonly DeliveryKey[],
): Promise<ReadonlyMap<string, ClaimState>> {
  const distinct = new Map(keys.map((key) => [deliveryId(key), deliveryItemKey(key)]));
  if (distinct.size === 0) return new Map();
  const names = ["pk", "sk", "round", "attempt", "status"].map((name) => [`#${name}`, name]);
  const { Responses = {} } = await client.send(
    new BatchGetItemCommand({
      RequestItems: {
        [tableName]: {
          Keys: [...distinct.values()],
          ProjectionExpression: names.map(([alias]) => alias).join(", "),
          ExpressionAttributeNames: Object.fromEntries(names),
        },
      },
    }),
  );
  return new Map(
    (Responses[tableName] ?? []).map((item) => [deliveryId(required(deliveryKeyOf(item), "sk")), claimState(item)]),
  );
}

/** Deletes messages and returns how many. A message that SQS does not delete becomes visible again after its timeout. */
async function remove({ client, url }: Queue, messages: readonly Message[]): Promise<number> {
  if (messages.length === 0) return 0;
  const { Successful = [] } = await client.send(
    new DeleteMessageBatchCommand({ QueueUrl: url, Entries: messages.map(receiptOf) }),
  );
  return Successful.length;
}

/** Makes messages visible again. A message that SQS does not change becomes visible after its timeout. */
async function giveBack({ client, url }: Queue, messages: readonly Message[]): Promise<void> {
  const pages = Array.from({ length: Math.ceil(messages.length / MAX_BATCH_MESSAGES) }, (_, page) =>
    messages.slice(page * MAX_BATCH_MESSAGES, (page + 1) * MAX_BATCH_MESSAGES),
  );
  await inParallel(pages, CALLS_AT_ONCE, (page) => {
    const Entries = page.map((message, index) => ({ ...receiptOf(message, index), VisibilityTimeout: 0 }));
    return client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
  });
}

function receiptOf({ ReceiptHandle }: Message, index: number) {
  return { Id: String(index), ReceiptHandle: required(ReceiptHandle, "ReceiptHandle") };
}
