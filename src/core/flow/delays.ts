// What delays and dates are made of.

import * as z from "zod";
import { nearestName } from "../nearest-name.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../time.ts";
import { isTimeZone, PROFILE_ZONE } from "../waiting/zones.ts";

/** In ISO 8601's order: Monday is the first. */
export const weekdaySchema = z.enum(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]);

/** A day of the week. */
export type Weekday = z.infer<typeof weekdaySchema>;

const weekdaysSchema = z.array(weekdaySchema).min(1, "must name a weekday; leave the field out for any day").nullish();

/** "HH:MM" or "HH:MM:SS", on a 24-hour clock. */
const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'must be a time of day such as "09:30:00"');

/** An IANA zone name, or "profile" for the profile's own zone. */
const timezoneSchema = z
  .string()
  .refine((name) => name === PROFILE_ZONE || isTimeZone(name), { error: ({ input }) => notAZone(String(input)) });

/** Longest text that a message repeats; every zone's name is shorter. */
const MAX_SHOWN_LENGTH = 40;

function notAZone(name: string): string {
  if (name.length > MAX_SHOWN_LENGTH)
    return `A text of ${name.length} characters is not a time zone. ${HOW_TO_NAME_A_ZONE}`;
  const meant = zoneMeantBy(name);
  return `"${name}" is not a time zone. ${meant === undefined ? HOW_TO_NAME_A_ZONE : `Did you mean "${meant}"?`}`;
}

const HOW_TO_NAME_A_ZONE = 'Write an IANA name, such as "Europe/Vienna", or "profile" for the zone of the profile.';

/** The zone of a misspelt name, or of a city that was named alone. */
function zoneMeantBy(name: string): string | undefined {
  const zones = Intl.supportedValuesOf("timeZone");
  const near = nearestName(name, [PROFILE_ZONE, ...zones]);
  if (near !== undefined) return near;
  const cities = zones.map((zone) => zone.slice(zone.lastIndexOf("/") + 1));
  const city = nearestName(name, cities);
  return city === undefined ? undefined : zones[cities.indexOf(city)];
}

// A delay: so many days, hours or minutes, and then perhaps until a time of day or one of some weekdays. What it comes to
// is computed in core/waiting/end-of-delay.ts.

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

// A date to wait for: the next time that it is this time of day on one of these weekdays. When that is, is computed in
// core/waiting/end-of-delay.ts.

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
