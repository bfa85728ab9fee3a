// The message that ingest puts on the events queue: the body as it arrived, and the fields that only ingest knows. On SQS the
// body is the message and the other fields are message attributes, so that API Gateway can write it without a function. Both
// survive a move from one queue to another.

import * as z from "zod";
import { EVENT_FORMAT_NAMES } from "../event/formats/event-format.ts";

/** The version of this envelope. A release writes a new version only if the release before it can read that version. */
export const EVENT_MESSAGE_VERSION = 1;

/** The format of a request to a source. The source's mapping makes an event of it (app/sources/parse-message.ts). */
export const SOURCE_FORMAT = "source";

/** The fields that only some messages have. */
export const OPTIONAL_FIELDS = ["headers", "key_metrics", "source"] as const satisfies readonly (keyof EventMessage)[];

/** The fields in addition to the body; on SQS, message attributes with these names. */
export const eventMessageSchema = z.object({
  v: z.literal(EVENT_MESSAGE_VERSION),
  format: z.enum([...EVENT_FORMAT_NAMES, SOURCE_FORMAT]),
  /** The id of the request, made by ingest: the source of the event's id if it has no unique_id. */
  request_id: z.string().min(1),
  /** When ingest received it, in milliseconds since 1970. */
  received_at: z.number().int().nonnegative(),
  /** The ingest key of the request. */
  key_id: z.string().min(1),
  /** Headers of the request that the format reads, by their names in lower case. */
  headers: z.record(z.string(), z.string()).exactOptional(),
  /** The prefixes of the metrics that the key may send; absent, or an empty prefix, if it may send all. */
  key_metrics: z.array(z.string()).exactOptional(),
  /** The name of the source, if the message is a request to one. */
  source: z.string().exactOptional(),
  /** The request body, unchanged; of a request with many events, the JSON of this event. */
  body: z.string(),
});

/** An event on its way from ingest to the matcher. */
export type EventMessage = z.infer<typeof eventMessageSchema>;

/** The fields of a message that only some messages have, as far as it has them. */
export function optionalFields(message: EventMessage): Partial<EventMessage> {
  return Object.fromEntries(OPTIONAL_FIELDS.flatMap((name) => (name in message ? [[name, message[name]]] : [])));
}
