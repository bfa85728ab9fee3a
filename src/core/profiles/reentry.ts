// Re-entry: whether a profile may start a flow that it has been in. The decision itself is the store's, which makes it
// atomically; here stands what it is asked.

import * as z from "zod";
import { MAX_QUANTITY } from "../filters/limits.ts";
import { DAY_MS, HOUR_MS } from "../time.ts";

/** Klaviyo's ReentryCriteria. Absent, or of no duration: always; alltime: never again; else after the period. */
export const reentryCriteriaSchema = z.strictObject({
  duration: z
    .int()
    .nonnegative()
    .max(MAX_QUANTITY)
    .describe("How many units have to pass; of no meaning with alltime."),
  unit: z.enum(["hour", "day", "week", "alltime"]).describe("alltime: a profile enters once, and never again."),
});

/** How soon a profile may enter again, in milliseconds: 0 always, Infinity never. */
export function reentryPeriod(criteria: z.infer<typeof reentryCriteriaSchema> | null | undefined): number {
  switch (criteria?.unit) {
    case undefined:
      return 0;
    case "alltime":
      return Number.POSITIVE_INFINITY;
    case "hour":
      return criteria.duration * HOUR_MS;
    case "day":
      return criteria.duration * DAY_MS;
    case "week":
      return criteria.duration * 7 * DAY_MS;
  }
}
