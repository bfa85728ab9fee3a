// The output of one run of the generator.

import * as z from "zod";
import { accountSchema, sendingSchema } from "../arrivals/account.ts";
import { distributionSchema, measuredSchema } from "../report/distribution.ts";

export const sendingResultSchema = sendingSchema.extend({
  statuses: z
    .record(z.string(), z.int())
    .describe('How many answers had which status; "0" counts requests that got no answer.'),
  seconds: measuredSchema.describe("From the start of the run to its last answer."),
  answer_ms: distributionSchema.describe("From the request to its answer."),
  lateness_ms: distributionSchema.describe("How late the generator sent; part of the latency of a paced run."),
});

/** The sending side of a run. */
export type SendingResult = z.infer<typeof sendingResultSchema>;

export const runResultSchema = sendingResultSchema.extend({
  run: z.string().describe("Names the run in its markers."),
  account: accountSchema.optional().describe("The receiving side, where a receiver was named."),
});

/** One run, both sides. */
export type RunResult = z.infer<typeof runResultSchema>;
