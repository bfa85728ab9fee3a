// A message as Lambda hands it over whose body is all of it, in JSON.

import type { SQSRecord } from "aws-lambda";
import type * as z from "zod";
import type { MessageRule } from "#core/messages/message-rules.ts";
import { parseJson } from "#core/parse-json.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import type { Decoded } from "./sqs-batch.ts";

const RULE = "message-invalid" satisfies MessageRule;

/** The message of this schema in a record, or why it is none. */
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
