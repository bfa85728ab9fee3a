// What delays and dates are made of.

import * as z from "zod";

export const weekdaySchema = z.enum(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]);

export const weekdaysSchema = z.array(weekdaySchema).min(1).nullish();

/** "HH:MM" or "HH:MM:SS", on a 24-hour clock. */
export const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'must be a time of day such as "09:30:00"');

/** An IANA zone name, or "profile" for the profile's own zone. */
export const timezoneSchema = z.string().min(1).max(64);
