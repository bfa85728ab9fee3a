// How a webhook is tried again, where its flow says so: how often and over how long, or after which waits, and which
// answers of the target count as "later". Without it the default holds (core/delivery/retry-policy.ts).

import * as z from "zod";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../time.ts";

/** Most retries of a round; a round has one attempt more. */
export const MAX_RETRIES = 17;

/** Longest that retries may be spread over: a week. A webhook older than that is a matter for a person. */
const MAX_SPAN_DAYS = 7;

/** "410 Gone" ends a delivery and stops its action, whatever a flow says. */
const GONE = 410;

const UNIT_MS = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const;

const MAX_SPAN_MS = MAX_SPAN_DAYS * UNIT_MS.d;
const TOO_LONG = `must come to at most ${MAX_SPAN_DAYS} days`;

const durationSchema = z
  .string()
  .regex(/^[1-9]\d{0,6}[smhd]$/, { error: 'must be a time such as "30s", "10m", "6h" or "2d"', abort: true })
  .refine((text) => durationMs(text) <= MAX_SPAN_MS, { error: TOO_LONG });

const statusCodeSchema = z.int().min(400).max(599);

const statusCodesSchema = z
  .strictObject({
    also: z
      .array(
        statusCodeSchema.refine((code) => code !== GONE, { error: "must not be 410, by which a target says never" }),
      )
      .exactOptional()
      .describe("Tried again as well."),
    never: z.array(statusCodeSchema).exactOptional().describe("Not tried again."),
  })
  .superRefine(({ also = [], never = [] }, context) => {
    const both = also.findIndex((code) => never.includes(code));
    if (both < 0) return;
    context.addIssue({
      code: "custom",
      path: ["also", both],
      message: `must not be ${also[both]}, which never has too`,
    });
  });

const fieldsSchema = z.strictObject({
  attempts: z
    .int()
    .min(1)
    .max(MAX_RETRIES + 1)
    .exactOptional()
    .describe("Most attempts, the first included. Absent: 18; 1: it is never tried again."),
  span: durationSchema
    .exactOptional()
    .describe('Over how long the retries are spread, in gaps that grow: "30s", "10m", "6h", "2d". Absent: "24h".'),
  schedule: z
    .array(durationSchema)
    .min(1)
    .max(MAX_RETRIES)
    .exactOptional()
    .describe("In place of attempts and span: how long to wait before each retry."),
  status_codes: statusCodesSchema
    .exactOptional()
    .describe("Changes which answers are tried again: 408, 429, 500, 502, 503 and 504."),
});

/** How a webhook is tried again. */
export const retrySchema = fieldsSchema.superRefine((retry, context) => {
  const found = contradiction(retry);
  if (found) context.addIssue({ code: "custom", ...found });
});

/** What a flow says of retries. */
export type Retry = z.infer<typeof retrySchema>;

/** A time such as "10m", in milliseconds. */
export function durationMs(text: string): number {
  const unit = text.at(-1) as keyof typeof UNIT_MS; // the schema lets no other letter through
  return Number(text.slice(0, -1)) * UNIT_MS[unit];
}

interface Contradiction {
  readonly path: string[];
  readonly message: string;
}

function contradiction(retry: Retry): Contradiction | undefined {
  const { attempts, span, schedule } = retry;
  if (schedule !== undefined) return scheduleContradiction(schedule, attempts !== undefined || span !== undefined);
  return span === undefined ? undefined : spanContradiction(span, attempts ?? MAX_RETRIES + 1);
}

function spanContradiction(span: string, attempts: number): Contradiction | undefined {
  const path = ["span"];
  if (attempts === 1) return { path, message: "must not stand beside attempts: 1, by which nothing is tried again" };
  const least = attempts - 1;
  const short = durationMs(span) < least * SECOND_MS;
  return short ? { path, message: `must be at least ${least}s, a second for each retry` } : undefined;
}

function scheduleContradiction(schedule: readonly string[], beside: boolean): Contradiction | undefined {
  const path = ["schedule"];
  if (beside) return { path, message: "must stand alone, as it says how often and when: remove attempts and span" };
  const sum = schedule.reduce((all, text) => all + durationMs(text), 0);
  return sum > MAX_SPAN_MS ? { path, message: `${TOO_LONG} in all` } : undefined;
}
