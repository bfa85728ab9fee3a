// A run as Lambda hands it over.

import type { SQSRecord } from "aws-lambda";
import { type RunMessage, runMessageSchema } from "#core/messages/run-message.ts";
import { decodeJsonRecord } from "./decode-json-record.ts";
import type { Decoded } from "./sqs-batch.ts";

/** The run in a record of the steps queue, or why it is none. */
export function decodeRunRecord(record: SQSRecord): Decoded<RunMessage> {
  return decodeJsonRecord(runMessageSchema, record);
}
