// A delivery as Lambda hands it over: the body is the message, in JSON.

import type { SQSRecord } from "aws-lambda";
import { type DeliveryMessage, deliveryMessageSchema } from "#core/messages/delivery-message.ts";
import type { MessageRule } from "#core/messages/message-rules.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import type { Decoded } from "./sqs-batch.ts";

const RULE = "message-invalid" satisfies MessageRule;

/** The delivery in a record of the dispatch queue or of the retries, or why it is none. */
export function decodeDeliveryRecord(record: SQSRecord): Decoded<DeliveryMessage> {
  const json = parseJson(record.body);
  if (!json.ok) return json;
  const parsed = deliveryMessageSchema.safeParse(json.message);
  if (parsed.success) return { ok: true, message: parsed.data };
  return { ok: false, problems: problemsOfZod(parsed.error, RULE, json.message) };
}

function parseJson(body: string): Decoded<unknown> {
  try {
    return { ok: true, message: JSON.parse(body) };
  } catch {
    return { ok: false, problems: [{ rule: RULE, pointer: "", message: "The message is not JSON." }] };
  }
}
