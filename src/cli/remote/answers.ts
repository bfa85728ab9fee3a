// What the commands read of the API's answers, checked like everything that comes from outside. There may be more, which
// --json passes on.

import * as z from "zod";

/** Refusals: Klaviyo's shape of errors. */
export const errorsSchema = z.object({
  errors: z
    .array(z.object({ detail: z.string(), source: z.object({ pointer: z.string() }).partial().optional() }))
    .min(1),
});

/** A delivery in a list. */
export const summarySchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  metric: z.string().optional(),
  profile: z.string().optional(),
  url: z.string().optional(),
  attempts_made: z.number(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  response_status: z.number().optional(),
  created_at: z.string(),
  updated_at: z.string(),
  next_attempt_at: z.string().optional(),
  waits_for: z.looseObject({ target: z.string(), since: z.string(), next_probe_at: z.string() }).optional(),
});

/** A delivery in a list. */
export type Summary = z.infer<typeof summarySchema>;

const attemptSchema = z.looseObject({
  round: z.number(),
  attempt: z.number(),
  at: z.string(),
  duration_ms: z.number(),
  outcome: z.string(),
  status: z.number().optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  response: z.string().optional(),
  replay: z.boolean().optional(),
});

/** An entry of a delivery's record. */
export type ShownAttempt = z.infer<typeof attemptSchema>;

/** A delivery in full. */
export const deliverySchema = summarySchema.extend({
  flow_id: z.string(),
  action_id: z.string(),
  event_id: z.string(),
  request: z
    .looseObject({
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.unknown().optional(), // absent where none could be made
    })
    .optional(),
  attempts: z.array(attemptSchema),
  event: z.looseObject({ profile: z.record(z.string(), z.unknown()) }),
});

/** A delivery in full. */
export type ShownDelivery = z.infer<typeof deliverySchema>;

/** The answer that `data` is in. */
export function dataOf<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ data: schema });
}

/** A page of a listing. */
export function pageOf<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ data: z.array(schema), next: z.string().optional() });
}
