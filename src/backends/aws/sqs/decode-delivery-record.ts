// A delivery as Lambda hands it over.

import type { SQSRecord } from "aws-lambda";
import { type DeliveryMessage, deliveryMessageSchema } from "#core/messages/delivery-message.ts";
import { decodeJsonRecord } from "./decode-json-record.ts";
import type { Decoded } from "./sqs-batch.ts";

/** The delivery in a record of the dispatch queue or of the retries, or why it is none. */
export function decodeDeliveryRecord(record: SQSRecord): Decoded<DeliveryMessage> {
  return decodeJsonRecord(deliveryMessageSchema, record);
}
