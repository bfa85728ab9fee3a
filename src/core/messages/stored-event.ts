// The schema of an event inside messages and records. Ingest checked the event against its format; this schema checks only the
// shape, so that a message of another version or origin is not taken for one.

import * as z from "zod";
import type { Event } from "../event/event.ts";
import { jsonObject } from "../event/json-schema.ts";
import { profileSchema } from "../event/profile.ts";

/** An event in messages and records. */
export const storedEventSchema: z.ZodType<Event> = z.object({
  id: z.string().min(1),
  metric: z.string().min(1),
  profile: profileSchema,
  properties: jsonObject,
  time: z.number(),
  value: z.number().exactOptional(),
  value_currency: z.string().exactOptional(),
  unique_id: z.string().exactOptional(),
  backfill: z.boolean().exactOptional(),
  received_at: z.number(),
});
