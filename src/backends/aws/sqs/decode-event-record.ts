// An event as Lambda hands it over: the message's attributes hold the envelope, as texts.

import type { SQSRecord } from "aws-lambda";
import { type EventMessage, eventMessageSchema } from "#core/messages/event-message.ts";
import type { MessageRule } from "#core/messages/message-rules.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { EVENT_ATTRIBUTES } from "./event-attributes.ts";
import type { Decoded } from "./sqs-batch.ts";

const RULE = "message-invalid" satisfies MessageRule;

/** The event in a record of the events queue, or what is wrong with its envelope. The body is not looked at. */
export function decodeEventRecord(record: SQSRecord): Decoded<EventMessage> {
  const attributes = EVENT_ATTRIBUTES.map((name) => [name, record.messageAttributes[name]?.stringValue] as const);
  const { v, received_at, ...texts } = Object.fromEntries(attributes);
  const envelope = { ...texts, v: wholeNumber(v), received_at: wholeNumber(received_at), body: record.body };
  const parsed = eventMessageSchema.safeParse(envelope);
  if (parsed.success) return { ok: true, message: parsed.data };
  return { ok: false, problems: problemsOfZod(parsed.error, RULE, envelope) };
}

/** The number that a text is; another text stays one, and is refused as such. */
function wholeNumber(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}
