// Sending to SQS in as few calls as it allows. A call can succeed for some of its messages and fail for others; those that
// failed are sent again, unless SQS refused the message itself.

import { setTimeout as pause } from "node:timers/promises";
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { inParallel } from "#app/in-parallel.ts";
import {
  MAX_BATCH_BYTES,
  MAX_BATCH_MESSAGES,
  messageAttributes,
  messageBytes,
  messageGroup,
  type QueueMessage,
} from "./queue-message.ts";

/** Pauses before the failed messages of a call are sent again, in milliseconds. */
const PAUSES_MS = [50, 200] as const;

/** Calls in flight at once. */
const CALLS_AT_ONCE = 8;

/**
 * The errors by which SQS refuses a message for its content or its size, in an entry of a response or for a whole call
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html). Other client errors, such
 * as AccessDenied or QueueDoesNotExist, do not depend on the message.
 */
const REFUSALS: ReadonlySet<string> = new Set(["InvalidMessageContents", "BatchRequestTooLong"]);

/**
 * SQS uses one code for every invalid parameter, so only the text distinguishes a message that is too long from a parameter that all
 * messages have, such as MessageGroupId. The second is no fault of the message.
 */
const TOO_LONG = { code: "InvalidParameterValue", text: "must be shorter than" };

/** A queue and the client to reach it. */
export interface Queue {
  readonly client: SQSClient;
  readonly url: string;
}

/** The reason why SQS did not take a message. */
interface NotSent {
  readonly code: string;
  /** SQS refuses this message, so sending it again fails too. */
  readonly refused: boolean;
  /** Sending the message again may succeed. */
  readonly isTransient: boolean;
  /** The error of the call, if the whole call failed. */
  readonly error?: unknown;
}

/** Sends messages. Resolves when SQS has stored all of them; throws when it may not have stored one. */
export async function sendMessages(queue: Queue, messages: readonly QueueMessage[]): Promise<void> {
  const notSent = await sendEach(queue, messages);
  if (notSent.size > 0) throw sendingError([...notSent.values()], messages.length);
}

/** The error for messages that were not sent, out of `count`. */
export function sendingError(notSent: readonly NotSent[], count: number): unknown {
  const failedCall = notSent.find(({ error }) => error !== undefined);
  if (failedCall !== undefined) return failedCall.error;
  const codes = [...new Set(notSent.map(({ code }) => code))].join(", ");
  return new Error(`SQS did not take ${notSent.length} of ${count} messages: ${codes}`);
}

/** Sends messages, and resolves with the reason for each one that SQS did not take. */
export async function sendEach(
  queue: Queue,
  messages: readonly QueueMessage[],
): Promise<ReadonlyMap<QueueMessage, NotSent>> {
  const failures = await inParallel(toBatches(messages), CALLS_AT_ONCE, (batch) => sendBatch(queue, batch));
  return new Map(failures.flatMap((ofBatch) => [...ofBatch]));
}

/** Groups messages into batches that SQS accepts, in order. A message that is too large for SQS gets a batch for itself. */
export function toBatches(messages: readonly QueueMessage[]): QueueMessage[][] {
  const batches: QueueMessage[][] = [];
  let batch: QueueMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = messageBytes(message);
    if (batch.length > 0 && (batch.length === MAX_BATCH_MESSAGES || bytes + size > MAX_BATCH_BYTES)) {
      batches.push(batch);
      [batch, bytes] = [[], 0];
    }
    batch.push(message);
    bytes += size;
  }
  return batch.length === 0 ? batches : [...batches, batch];
}

/** Sends a batch, and again those of its messages that failed. */
async function sendBatch(queue: Queue, batch: readonly QueueMessage[]): Promise<Map<QueueMessage, NotSent>> {
  const notSent = await trySend(queue, batch);
  for (const ms of PAUSES_MS) {
    const left = batch.filter((message) => notSent.get(message)?.isTransient);
    if (left.length === 0) break;
    await pause(ms);
    const again = await trySend(queue, left);
    for (const message of left) {
      const failure = again.get(message);
      if (failure === undefined) notSent.delete(message);
      else notSent.set(message, failure);
    }
  }
  return notSent;
}

/** Sends a batch in one call. If SQS refuses the call for one of its messages, each is sent in a separate call. */
async function trySend(queue: Queue, batch: readonly QueueMessage[]): Promise<Map<QueueMessage, NotSent>> {
  try {
    return await sendOnce(queue, batch);
  } catch (error) {
    const code = error instanceof Error ? error.name : "unknown";
    const refused = isRefusal(code, error instanceof Error ? error.message : undefined);
    // Not transient: the SDK has already repeated the call.
    if (!refused || batch.length === 1) {
      return new Map(batch.map((message) => [message, { code, refused, isTransient: false, error }]));
    }
    const alone = await inParallel(batch, CALLS_AT_ONCE, (message) => trySend(queue, [message]));
    return new Map(alone.flatMap((failures) => [...failures]));
  }
}

async function sendOnce({ client, url }: Queue, batch: readonly QueueMessage[]): Promise<Map<QueueMessage, NotSent>> {
  const { Failed: failures = [] } = await client.send(
    new SendMessageBatchCommand({ QueueUrl: url, Entries: batch.map(toEntry) }),
  );
  return new Map(
    failures.flatMap(({ Id, Code: code = "unknown", Message: text, SenderFault: isSenderFault }) => {
      const message = batch[Number(Id)];
      const failure = { code, refused: isRefusal(code, text), isTransient: !isSenderFault };
      return message === undefined ? [] : [[message, failure] as const];
    }),
  );
}

/** Clients name some errors with the suffix "Exception", depending on the protocol. */
function isRefusal(codeOrName: string, text: string | undefined): boolean {
  const code = codeOrName.replace(/Exception$/, "");
  return REFUSALS.has(code) || (code === TOO_LONG.code && text?.includes(TOO_LONG.text) === true);
}

function toEntry({ body, attributes, group, delaySeconds }: QueueMessage, index: number) {
  return {
    Id: String(index),
    MessageBody: body,
    MessageGroupId: messageGroup(group),
    ...(attributes ? { MessageAttributes: messageAttributes(attributes) } : {}),
    ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
  };
}
