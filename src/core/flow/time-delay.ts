// A delay: so many days, hours or minutes, and then perhaps until a time of day or one of some weekdays. What it comes to
// is computed in core/waiting/time-delay.ts.

import * as z from "zod";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../time.ts";
import { timeOfDaySchema, timezoneSchema, weekdaysSchema } from "./time-of-day.ts";

/**
 * Longest delay, in days: two years, one of them a leap year. A longer one is more likely a mistaken unit, and whatever a
 * later step reads of the profile's history must be kept for as long.
 */
export const MAX_DELAY_DAYS = 731;

const MINUTES = { minutes: 1, hours: HOUR_MS / MINUTE_MS, days: DAY_MS / MINUTE_MS } as const;

/** The unit of `secondary_value`, by `unit`. Minutes have none. */
const SECONDARY_UNIT = { minutes: undefined, hours: "minutes", days: "hours" } as const;

const delayLengthSchema = z.strictObject({
  unit: z.enum(["days", "hours", "minutes"]).nullish().describe("Absent: days."),
  value: z
    .int()
    .nonnegative()
    .describe("How many. A day is 24 hours; with delay_until_time it is a day of the calendar."),
  secondary_value: z
    .int()
    .nonnegative()
    .nullish()
    .describe(
      "Hours beside days, minutes beside hours. Has no place beside minutes, nor beside days with delay_until_time.",
    ),
});

/** The data of a time delay; Klaviyo's TimeDelayActionData. */
export const timeDelayDataSchema = delayLengthSchema
  .extend({
    timezone: timezoneSchema.nullish().describe('An IANA name, or "profile" (the default): the zone of the profile.'),
    delay_until_time: timeOfDaySchema.nullish().describe("Then until this time of day."),
    delay_until_weekdays: weekdaysSchema.describe("Then until one of these days."),
  })
  .superRefine((delay, context) => {
    const unit = delay.unit ?? "days";
    if (lengthInMinutes(delay) > MAX_DELAY_DAYS * MINUTES.days) {
      const message = `A delay takes at most ${MAX_DELAY_DAYS} days, its secondary_value included.`;
      context.addIssue({ code: "custom", path: ["value"], message });
    }
    // Klaviyo writes 0 for a value that is not there.
    if (!delay.secondary_value) return;
    const message = secondaryProblem(unit, delay.delay_until_time != null);
    if (message !== undefined) context.addIssue({ code: "custom", path: ["secondary_value"], message });
  });

/** What a delay says. */
export type TimeDelay = z.infer<typeof timeDelayDataSchema>;

/** How long a delay is, in minutes, with each day of 24 hours and without what it waits for afterwards. */
export function lengthInMinutes({ unit, value, secondary_value }: z.infer<typeof delayLengthSchema>): number {
  const main = unit ?? "days";
  const secondary = SECONDARY_UNIT[main];
  return value * MINUTES[main] + (secondary === undefined ? 0 : (secondary_value ?? 0) * MINUTES[secondary]);
}

function secondaryProblem(unit: keyof typeof MINUTES, untilTime: boolean): string | undefined {
  if (unit === "minutes") return "There is no unit below minutes: remove secondary_value, or use the unit hours.";
  if (unit === "days" && untilTime) {
    return "With delay_until_time, days are days of the calendar: remove secondary_value, or use the unit hours.";
  }
  return undefined;
}
