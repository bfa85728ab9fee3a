// What ingest puts on the events queue: the body as it arrived and what only ingest knows. On SQS the body is the
// message and the rest are its message attributes, so that API Gateway can write it without a function in between;
// both survive a move from one queue to another.

import * as z from "zod";
import { EVENT_FORMAT_NAMES } from "../event/formats/event-formats.ts";

/** The version of this envelope. A new one is written only by a release after the one that first reads it. */
export const EVENT_MESSAGE_VERSION = 1;

/** The envelope's fields beside the body; on SQS, message attributes of these names. */
export const eventMessageSchema = z.object({
  v: z.literal(EVENT_MESSAGE_VERSION),
  format: z.enum(EVENT_FORMAT_NAMES),
  /** The id of the request, made by ingest: the event's id when it has no unique_id. */
  request_id: z.string().min(1),
  /** When ingest received it, in milliseconds since 1970. */
  received_at: z.number().int().nonnegative(),
  /** Which ingest key it came with. */
  key_id: z.string().min(1),
  /** The request body, unchanged. */
  body: z.string(),
});

/** An event on its way from ingest to the matcher. */
export type EventMessage = z.infer<typeof eventMessageSchema>;
