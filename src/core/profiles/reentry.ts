// Re-entry: how soon a profile may enter a flow again. The store decides about each entry atomically; this file has the criteria.

import * as z from "zod";
import { MAX_QUANTITY } from "../filters/limits.ts";
import { DAY_MS, HOUR_MS } from "../time.ts";

/** Klaviyo's ReentryCriteria. Absent or with duration 0: always; alltime: never again; otherwise after the period. */
export const reentryCriteriaSchema = z.strictObject({
  duration: z.int().nonnegative().max(MAX_QUANTITY).describe("The number of units; ignored with alltime."),
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
