// The two actions that wait. A time delay waits so many days, hours or minutes, and then optionally until a time of day or a
// weekday. A target date waits for the next time that clocks show a time of day, on one of some weekdays.
// core/waiting/end-of-delay.ts computes when a wait ends.

import * as z from "zod";
import { nearestName, suggestion } from "../nearest-name.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../time.ts";
import { isTimeZone, PROFILE_ZONE } from "../waiting/zones.ts";

/** In the order of ISO 8601: Monday is the first. */
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

/** Longest name that a message repeats, in characters; the name of every zone is shorter. */
const MAX_SHOWN_LENGTH = 40;

function notAZone(name: string): string {
  if (name.length > MAX_SHOWN_LENGTH)
    return `A text of ${name.length} characters is not a time zone. ${HOW_TO_NAME_A_ZONE}`;
  const meant = zoneMeantBy(name);
  return `"${name}" is not a time zone.${suggestion(meant && `"${meant}"`, HOW_TO_NAME_A_ZONE)}`;
}

const HOW_TO_NAME_A_ZONE = 'Write an IANA name, such as "Europe/Vienna", or "profile" for the zone of the profile.';

/** The zone that a misspelt name, or the name of a city alone, may mean. */
function zoneMeantBy(name: string): string | undefined {
  const zones = Intl.supportedValuesOf("timeZone");
  const near = nearestName(name, [PROFILE_ZONE, ...zones]);
  if (near !== undefined) return near;
  const cities = zones.map((zone) => zone.slice(zone.lastIndexOf("/") + 1));
  const city = nearestName(name, cities);
  return city === undefined ? undefined : zones[cities.indexOf(city)];
}

/**
 * Longest delay, in days: two years, one of them a leap year. A longer one is more likely a mistaken unit, and the
 * history that a later step reads must be kept for as long.
 */
export const MAX_DELAY_DAYS = 731;

const MINUTES = { minutes: 1, hours: HOUR_MS / MINUTE_MS, days: DAY_MS / MINUTE_MS } as const;

/** The unit of `secondary_value`, by `unit`. Minutes have no smaller unit. */
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
      "Hours in addition to days, or minutes in addition to hours. Not allowed with the unit minutes, nor with days and delay_until_time.",
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
      const message = `A delay may last at most ${MAX_DELAY_DAYS} days, its secondary_value included. Use a smaller value.`;
      context.addIssue({ code: "custom", path: ["value"], message });
    }
    // Klaviyo writes 0 for an absent value.
    if (!delay.secondary_value) return;
    const message = secondaryProblem(unit, delay.delay_until_time != null);
    if (message !== undefined) context.addIssue({ code: "custom", path: ["secondary_value"], message });
  });

/** The data of a time delay, parsed. */
export type TimeDelay = z.infer<typeof timeDelayDataSchema>;

/** The length of a delay in minutes, each day as 24 hours, without the time of day or weekday that it waits for afterwards. */
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

/** The data of a target date, parsed. */
export type TargetDate = z.infer<typeof targetDateDataSchema>;
