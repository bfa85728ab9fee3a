// Decodes records as Lambda delivers them.

import type { SQSRecord } from "aws-lambda";
import type * as z from "zod";
import { type EventMessage, eventMessageSchema, OPTIONAL_FIELDS } from "#core/messages/event-message.ts";
import type { MessageRule } from "#core/messages/message-rules.ts";
import { parseJson } from "#core/parse-json.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { EVENT_ATTRIBUTES } from "./event-attributes.ts";
import type { Decoded } from "./sqs-batch.ts";

const RULE = "message-invalid" satisfies MessageRule;

/** Decodes a record whose body is a message of this schema in JSON. */
export function decodeJsonRecord<Message>(schema: z.ZodType<Message>, record: SQSRecord): Decoded<Message> {
  const json = readJson(record.body);
  if (!json.ok) return json;
  const parsed = schema.safeParse(json.message);
  if (parsed.success) return { ok: true, message: parsed.data };
  return { ok: false, problems: problemsOfZod(parsed.error, RULE, json.message) };
}

function readJson(body: string): Decoded<unknown> {
  try {
    return { ok: true, message: parseJson(body) };
  } catch {
    return { ok: false, problems: [{ rule: RULE, pointer: "", message: "The message is not JSON." }] };
  }
}

/** Decodes a record of the events queue: its attributes hold the envelope. The body, which is the event, is not read. */
export function decodeEventRecord(record: SQSRecord): Decoded<EventMessage> {
  const attributes = EVENT_ATTRIBUTES.map((name) => [name, record.messageAttributes[name]?.stringValue] as const);
  const { v, received_at, ...texts } = Object.fromEntries(attributes);
  const optional = OPTIONAL_FIELDS.flatMap((name) => {
    const text = record.messageAttributes[name]?.stringValue;
    return text === undefined ? [] : [[name, jsonOrText(text)] as const];
  });
  const envelope = {
    ...texts,
    ...Object.fromEntries(optional),
    v: wholeNumber(v),
    received_at: wholeNumber(received_at),
    body: record.body,
  };
  const parsed = eventMessageSchema.safeParse(envelope);
  if (parsed.success) return { ok: true, message: parsed.data };
  return { ok: false, problems: problemsOfZod(parsed.error, RULE, envelope) };
}

/** Returns the number that a text spells; returns another text as it is, which the schema then refuses. */
function wholeNumber(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

/** Returns the JSON that a text holds; returns another text as it is, which the schema then refuses. */
function jsonOrText(text: string): unknown {
  const json = readJson(text);
  return json.ok ? json.message : text;
}
