// A date to wait for: the next time that it is this time of day on one of these weekdays. When that is, is computed in
// core/waiting/target-date.ts.

import * as z from "zod";
import { timeOfDaySchema, timezoneSchema, weekdaysSchema } from "./time-of-day.ts";

/** The data of a target date; Klaviyo's TargetDateActionData. */
export const targetDateDataSchema = z
  .strictObject({
    timezone: timezoneSchema.nullish().describe('An IANA name, or "profile" (the default): the zone of the profile.'),
    target_time: timeOfDaySchema.nullish().describe("Absent: midnight, when the day begins."),
    target_days: weekdaysSchema.describe("Absent: any day."),
  })
  .refine(({ target_time, target_days }) => target_time != null || target_days != null, {
    message: 'A target date needs a target_time, such as "09:00:00", or target_days, such as [monday], or both.',
  });

/** What a target date says. */
export type TargetDate = z.infer<typeof targetDateDataSchema>;
