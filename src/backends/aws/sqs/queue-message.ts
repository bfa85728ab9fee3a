// The limits of SQS on messages, and the conversion of texts to what it accepts. Sources:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html and, for the size,
// https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb

import { createHash } from "node:crypto";
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";

/** The limit on messages in one call. */
export const MAX_BATCH_MESSAGES = 10;

/** The limit on a message and on the sum of the messages of one call, in bytes, attributes included. */
export const MAX_BATCH_BYTES = 1024 * 1024;

/** The longest delay of a message, in seconds. */
export const MAX_DELAY_SECONDS = 900;

/** The limit on a message group id, in characters. */
const MAX_GROUP_LENGTH = 128;

/** A message to send. */
export interface QueueMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /**
   * The message group. A queue that is full of messages of one group delivers those of other groups first
   * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html).
   */
  readonly group: string;
  readonly delaySeconds?: number;
}

/** Returns a value as the body of a message. JSON escapes most characters that SQS refuses; this escapes the other two. */
export function jsonBody(value: unknown): string {
  return escapeNonCharacters(JSON.stringify(value));
}

/** Escapes the two characters that JSON may hold unescaped and SQS refuses. They can occur in strings only. */
export function escapeNonCharacters(json: string): string {
  return json.replaceAll("\uFFFE", "\\ufffe").replaceAll("\uFFFF", "\\uffff");
}

/** Returns texts as message attributes, without empty ones, which SQS refuses. */
export function messageAttributes(texts: Readonly<Record<string, string>>): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(texts)
      .filter(([, value]) => value !== "")
      .map(([name, value]) => [name, { DataType: "String", StringValue: replaceRefused(value) }]),
  );
}

/** Returns a name as a message group id: the name itself if SQS accepts it, else its digest. */
export function messageGroup(name: string): string {
  const isAccepted = name.length <= MAX_GROUP_LENGTH && /^[!-~]+$/.test(name);
  return isAccepted ? name : createHash("sha256").update(name).digest("hex");
}

/** Returns the size of a message as SQS counts it, in bytes. */
export function messageBytes({ body, attributes = {} }: QueueMessage): number {
  const sizes = Object.entries(attributes).map(
    ([name, value]) => Buffer.byteLength(name) + Buffer.byteLength(value) + "String".length,
  );
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body));
}

/** Replaces all characters except #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF, which are those that SQS accepts. */
function replaceRefused(value: string): string {
  return value.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
