// The retry settings of a webhook: how often and over which time, or after which pauses, and which answers of the target are
// retried. The default is in core/delivery/retry-policy.ts.

import * as z from "zod";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../time.ts";

/** Maximum retries of a round, which has one attempt more. */
export const MAX_RETRIES = 17;

/** Maximum days over which retries may be spread. A person should decide about an older webhook. */
const MAX_SPAN_DAYS = 7;

/** "410 Gone" fails a delivery and stops its action in any flow. */
const GONE = 410;

const UNIT_MS = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const;

const MAX_SPAN_MS = MAX_SPAN_DAYS * UNIT_MS.d;
const TOO_LONG = `must be at most ${MAX_SPAN_DAYS} days`;

const durationSchema = z
  .string()
  .regex(/^[1-9]\d{0,6}[smhd]$/, { error: 'must be a time such as "30s", "10m", "6h" or "2d"', abort: true })
  .refine((text) => durationMs(text) <= MAX_SPAN_MS, { error: TOO_LONG });

const statusCodeSchema = z.int().min(400).max(599);

const statusCodesSchema = z
  .strictObject({
    also: z
      .array(
        statusCodeSchema.refine((code) => code !== GONE, {
          error: "must not be 410: the target says that it is gone, so the delivery fails. Remove it.",
        }),
      )
      .exactOptional()
      .describe("Also retried."),
    never: z.array(statusCodeSchema).exactOptional().describe("Never retried."),
  })
  .superRefine(({ also = [], never = [] }, context) => {
    const both = also.findIndex((code) => never.includes(code));
    if (both < 0) return;
    context.addIssue({
      code: "custom",
      path: ["also", both],
      message: `${also[both]} is listed in both \`also\` and \`never\`. Remove it from one.`,
    });
  });

const fieldsSchema = z.strictObject({
  attempts: z
    .int()
    .min(1)
    .max(MAX_RETRIES + 1)
    .exactOptional()
    .describe("Maximum attempts, including the first. Absent: 18; 1: no retries."),
  span: durationSchema
    .exactOptional()
    .describe('The time over which retries are spread, with growing pauses: "30s", "10m", "6h", "2d". Absent: "24h".'),
  schedule: z
    .array(durationSchema)
    .min(1)
    .max(MAX_RETRIES)
    .exactOptional()
    .describe("Instead of attempts and span: the pause before each retry."),
  status_codes: statusCodesSchema
    .exactOptional()
    .describe("Changes which answers are retried. Default: 408, 429, 500, 502, 503 and 504."),
});

/** The retry settings of a webhook. */
export const retrySchema = fieldsSchema.superRefine((retry, context) => {
  const found = contradiction(retry);
  if (found) context.addIssue({ code: "custom", ...found });
});

/** Retry settings, parsed. */
export type Retry = z.infer<typeof retrySchema>;

/** A time such as "10m", in milliseconds. */
export function durationMs(text: string): number {
  const unit = text.at(-1) as keyof typeof UNIT_MS; // the schema accepts no other letter
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
  if (attempts === 1)
    return {
      path,
      message: "must be absent with attempts: 1, because nothing is retried. Remove it, or allow more attempts.",
    };
  const least = attempts - 1;
  const short = durationMs(span) < least * SECOND_MS;
  return short ? { path, message: `must be at least ${least}s, one second for each retry` } : undefined;
}

function scheduleContradiction(schedule: readonly string[], beside: boolean): Contradiction | undefined {
  const path = ["schedule"];
  if (beside) return { path, message: "must be the only setting of number and time. Remove attempts and span." };
  const sum = schedule.reduce((all, text) => all + durationMs(text), 0);
  return sum > MAX_SPAN_MS ? { path, message: `${TOO_LONG} in all` } : undefined;
}
