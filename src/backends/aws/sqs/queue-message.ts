// What SQS takes, and how texts are made to fit. Sources:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html and, for the size,
// https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb

import { createHash } from "node:crypto";
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";

/** Most messages in one call. */
export const MAX_BATCH_MESSAGES = 10;

/** Largest message, and largest sum of the messages of one call, in bytes; attributes count. */
export const MAX_BATCH_BYTES = 1024 * 1024;

/** Longest time that a message can be held back, in seconds. */
export const MAX_DELAY_SECONDS = 900;

/** Longest message group id, in characters. */
const MAX_GROUP_LENGTH = 128;

/** A message to be sent. */
export interface QueueMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /**
   * Whose message it is: a queue that is full of one group's messages lets those of others pass
   * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html).
   */
  readonly group: string;
  /** How long it is held back. */
  readonly delaySeconds?: number;
}

/** A value as the body of a message. JSON leaves out most of what SQS refuses; the two that it lets through are escaped. */
export function jsonBody(value: unknown): string {
  return escapeNonCharacters(JSON.stringify(value));
}

/** A body of JSON, without the two characters that JSON may hold and SQS refuses: they can only stand inside its strings. */
export function escapeNonCharacters(json: string): string {
  return json.replaceAll("\uFFFE", "\\ufffe").replaceAll("\uFFFF", "\\uffff");
}

/** Texts as message attributes. An attribute must not be empty: an empty text is left out. */
export function messageAttributes(texts: Readonly<Record<string, string>>): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(texts)
      .filter(([, value]) => value !== "")
      .map(([name, value]) => [name, { DataType: "String", StringValue: replaceRefused(value) }]),
  );
}

/** A name as a message group id: itself where SQS takes it, else its digest. */
export function messageGroup(name: string): string {
  const taken = name.length <= MAX_GROUP_LENGTH && /^[!-~]+$/.test(name);
  return taken ? name : createHash("sha256").update(name).digest("hex");
}

/** The size of a message as SQS counts it, in bytes. */
export function messageBytes({ body, attributes = {} }: QueueMessage): number {
  const sizes = Object.entries(attributes).map(
    ([name, value]) => Buffer.byteLength(name) + Buffer.byteLength(value) + "String".length,
  );
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body));
}

/** Everything but #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF. */
function replaceRefused(value: string): string {
  return value.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
