// When it is a certain time of day on a certain day somewhere. Clocks are changed, so a local time may not exist on a day, or
// exist twice: one that is skipped moves forward by as much as the clock does (02:30 becomes 03:30), and of two the first
// is meant. That is what Temporal calls "compatible", and what calendars do (RFC 5545, 3.3.5).

import { Temporal } from "temporal-polyfill";
import { type Weekday, weekdaySchema } from "../flow/time-of-day.ts";

/** A time of day that comes round, in one zone. */
export interface LocalTime {
  readonly time: Temporal.PlainTime;
  /** On which days alone; undefined: on any. */
  readonly weekdays: readonly Weekday[] | undefined;
  /** An IANA name. */
  readonly zone: string;
}

const WEEKDAYS = weekdaySchema.options;

/**
 * Days to look ahead at most: today, when the time has passed; a week to the same weekday; and a week more when the clocks
 * skip it there (Samoa had no 30 December 2011).
 */
const MAX_DAYS_AHEAD = 15;

/** The local date and time of a moment, in milliseconds since 1970. */
export function localAt(moment: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone);
}

/**
 * The first time, on `first` or a day after it, that it is this local time; not before `earliest`, and in milliseconds since
 * 1970 like that. A time that the clocks move into a day which is not asked for is passed by.
 */
export function nextLocalTime(wanted: LocalTime, first: Temporal.PlainDate, earliest: number): number {
  const { time, weekdays, zone } = wanted;
  for (let days = 0; days <= MAX_DAYS_AHEAD; days++) {
    const date = first.add({ days });
    if (!isAmong(weekdays, date)) continue;
    const local = date.toZonedDateTime({ timeZone: zone, plainTime: time });
    if (local.epochMilliseconds >= earliest && isAmong(weekdays, local)) return local.epochMilliseconds;
  }
  throw new Error(`In ${zone} it is never ${time} on ${weekdays?.join(", ") ?? "any day"} after ${first}`);
}

/** Whether a day is one of these; any is one of undefined. */
export function isAmong(weekdays: readonly Weekday[] | undefined, day: { readonly dayOfWeek: number }): boolean {
  return weekdays === undefined || weekdays.some((weekday) => WEEKDAYS[day.dayOfWeek - 1] === weekday);
}

/** The weekdays of a list, unless it says nothing: Klaviyo writes all seven where any day will do. */
export function limitingWeekdays(list: readonly Weekday[] | null | undefined): readonly Weekday[] | undefined {
  return list == null || new Set(list).size === WEEKDAYS.length ? undefined : list;
}
