// The plain format of an event, as `POST /events` takes it. This schema is the one source: of the type, of the JSON
// Schema that API Gateway checks bodies against, and of the OpenAPI description.

import * as z from "zod";
import { jsonObject, plainNumber } from "../../json-schema.ts";
import { MAX_DEPTH, MAX_IDENTIFIER_LENGTH, MAX_METRIC_LENGTH, MAX_PROPERTIES, MAX_STRING_BYTES } from "../../limits.ts";
import { PROFILE_IDENTIFIERS, profileSchema } from "../../profile.ts";

/** One event in the plain format. */
export const plainEventSchema = z
  .strictObject({
    metric: z.string().min(1).max(MAX_METRIC_LENGTH).describe("The name of the kind of event."),
    profile: profileSchema.describe(
      `The person or company of the event. At least one of ${PROFILE_IDENTIFIERS.join(", ")}.`,
    ),
    properties: jsonObject
      .describe(
        `The data of the event, which templates and filters read. At most ${MAX_PROPERTIES} fields and ${MAX_DEPTH} levels; each text at most ${MAX_STRING_BYTES} bytes.`,
      )
      .optional(),
    time: z.iso
      .datetime({ offset: true })
      .nullish()
      .describe("When it happened: after the year 1990, and at most a year ahead. Without it, when it was received."),
    value: plainNumber.nullish().describe("A number that belongs to the event, such as the value of an order."),
    value_currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "must be three capital letters, such as USD")
      .nullish()
      .describe("ISO 4217 code of the value."),
    unique_id: z
      .string()
      .min(1)
      .max(MAX_IDENTIFIER_LENGTH)
      .nullish()
      .describe("Your id of this event: sent twice for one profile and metric, it counts once."),
    backfill: z.boolean().nullish().describe("true: record it, but start no flow."),
  })
  .describe("An event: something that happened to someone.");

/** One event in the plain format, as parsed. */
export type PlainEvent = z.infer<typeof plainEventSchema>;
