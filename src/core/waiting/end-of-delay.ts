// When a time delay ends. Most delays are a plain length and need no clock on a wall: those are a sum. What comes after the
// length, a time of day or a weekday, is looked up in the delay's zone.

import { Temporal } from "temporal-polyfill";
import { lengthInMinutes, type TargetDate, type TimeDelay, type Weekday, weekdaySchema } from "../flow/delays.ts";
import { MINUTE_MS } from "../time.ts";
import { type Zones, zoneFor } from "./zones.ts";

/**
 * When a delay ends that begins at `from`; both in milliseconds since 1970. Never before `from`.
 *
 * A day is 24 hours; with `delay_until_time` it is a day of the calendar, so that "1 day until 15:00" means tomorrow at
 * 15:00 whatever the time is now (Klaviyo Help Center, article 115003885212).
 */
export function endOfTimeDelay(delay: TimeDelay, from: number, zones: Zones): number {
  const weekdays = limitingWeekdays(delay.delay_until_weekdays);
  const end = from + lengthInMinutes(delay) * MINUTE_MS;
  if (delay.delay_until_time == null && weekdays === undefined) return end;
  const zone = zoneFor(delay.timezone, zones);
  if (delay.delay_until_time == null) {
    const local = localAt(end, zone);
    if (isAmong(weekdays, local)) return end;
    const sameTime = { time: local.toPlainTime(), weekdays, zone };
    return nextLocalTime(sameTime, local.toPlainDate(), end);
  }
  const wanted = { time: Temporal.PlainTime.from(delay.delay_until_time), weekdays, zone };
  if ((delay.unit ?? "days") !== "days") return nextLocalTime(wanted, localAt(end, zone).toPlainDate(), end);
  return nextLocalTime(wanted, localAt(from, zone).toPlainDate().add({ days: delay.value }), from);
}

// When a target date comes: the next time that clocks in its zone show it.

const MIDNIGHT = "00:00:00";

/** The first moment at or after `from` that a target date names; both in milliseconds since 1970. */
export function nextTargetDate(target: TargetDate, from: number, zones: Zones): number {
  const zone = zoneFor(target.timezone, zones);
  const time = Temporal.PlainTime.from(target.target_time ?? MIDNIGHT);
  const weekdays = limitingWeekdays(target.target_days);
  return nextLocalTime({ time, weekdays, zone }, localAt(from, zone).toPlainDate(), from);
}

// When it is a certain time of day on a certain day somewhere. Clocks are changed, so a local time may not exist on a day, or
// exist twice: one that is skipped moves forward by as much as the clock does (02:30 becomes 03:30), and of two the first
// is meant. That is what Temporal calls "compatible", and what calendars do (RFC 5545, 3.3.5).

/** A time of day that comes round, in one zone. */
interface LocalTime {
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
function nextLocalTime(wanted: LocalTime, first: Temporal.PlainDate, earliest: number): number {
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
function isAmong(weekdays: readonly Weekday[] | undefined, day: { readonly dayOfWeek: number }): boolean {
  return weekdays === undefined || weekdays.some((weekday) => WEEKDAYS[day.dayOfWeek - 1] === weekday);
}

/** The weekdays of a list, unless it says nothing: Klaviyo writes all seven where any day will do. */
export function limitingWeekdays(list: readonly Weekday[] | null | undefined): readonly Weekday[] | undefined {
  return list == null || new Set(list).size === WEEKDAYS.length ? undefined : list;
}
