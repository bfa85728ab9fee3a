// The reports that generator and receiver exchange at the end of a run: the sent events, and the arrived webhooks.

import * as z from "zod";
import { distributionSchema, measuredSchema } from "../report/distribution.ts";

export const sendingSchema = z.object({
  sent: z.int().nonnegative().describe("Events sent, numbered from 0."),
  refused: z.array(z.int()).describe("Numbers of the events not answered with 2xx: these may arrive or not."),
});

/** The generator's report of a run, after it has sent all events. */
export type Sending = z.infer<typeof sendingSchema>;

export const accountSchema = z.object({
  accepted: z.int().describe("Events answered with 2xx: each must arrive."),
  delivered: z.int().describe("Accepted events whose webhook arrived."),
  lost: z.int().describe("Accepted events whose webhook did not arrive."),
  lost_numbers: z.array(z.int()).describe("Some of the numbers of lost events, to look into."),
  duplicates: z.int().describe("Webhooks beyond the first of an event."),
  changed_ids: z.int().describe("Repeats that came under another id than the event's first webhook."),
  unmatched: z.int().describe("Webhooks whose event was never sent in this run."),
  shared_ids: z.int().describe("Events whose webhook came under an id that an earlier event's had."),
  events_per_second: measuredSchema.describe("Arrived events by the time from the first send to the last arrival."),
  latency_ms: distributionSchema.describe("From the event's send time to its first webhook."),
});

/** The account of one run. */
export type Account = z.infer<typeof accountSchema>;
