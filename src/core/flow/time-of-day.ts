// What delays and dates are made of.

import * as z from "zod";
import { nearestName } from "../nearest-name.ts";
import { isTimeZone, PROFILE_ZONE } from "../waiting/zones.ts";

/** In ISO 8601's order: Monday is the first. */
export const weekdaySchema = z.enum(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]);

/** A day of the week. */
export type Weekday = z.infer<typeof weekdaySchema>;

export const weekdaysSchema = z
  .array(weekdaySchema)
  .min(1, "must name a weekday; leave the field out for any day")
  .nullish();

/** "HH:MM" or "HH:MM:SS", on a 24-hour clock. */
export const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'must be a time of day such as "09:30:00"');

/** An IANA zone name, or "profile" for the profile's own zone. */
export const timezoneSchema = z
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
