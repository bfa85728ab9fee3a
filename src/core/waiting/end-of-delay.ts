// Computes when time delays and target dates end. Most delays are a plain length, so their end is a sum. A time of day or a
// weekday is looked up in the zone of the delay.

import { Temporal } from "temporal-polyfill";
import { lengthInMinutes, type TargetDate, type TimeDelay, type Weekday, weekdaySchema } from "../flow/delays.ts";
import { MINUTE_MS } from "../time.ts";
import { type Zones, zoneFor } from "./zones.ts";

/**
 * The end of a delay that begins at `from`; both in milliseconds since 1970. Never before `from`.
 *
 * A day is 24 hours; with `delay_until_time` it is a day of the calendar, so that "1 day until 15:00" means tomorrow at
 * 15:00 at any time of day (Klaviyo Help Center, article 115003885212).
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

const MIDNIGHT = "00:00:00";

/** The first time at or after `from` that matches a target date; both in milliseconds since 1970. */
export function nextTargetDate(target: TargetDate, from: number, zones: Zones): number {
  const zone = zoneFor(target.timezone, zones);
  const time = Temporal.PlainTime.from(target.target_time ?? MIDNIGHT);
  const weekdays = limitingWeekdays(target.target_days);
  return nextLocalTime({ time, weekdays, zone }, localAt(from, zone).toPlainDate(), from);
}

// Local times. Where clocks change, a local time may not exist on a day, or exist twice. A skipped time moves forward by as much
// as the clock does (02:30 becomes 03:30), and a repeated time means its first occurrence. Temporal calls this "compatible", and
// calendars do the same (RFC 5545, 3.3.5).

/** A recurring time of day in one zone. */
interface LocalTime {
  readonly time: Temporal.PlainTime;
  /** The weekdays; undefined: any day. */
  readonly weekdays: readonly Weekday[] | undefined;
  /** An IANA name. */
  readonly zone: string;
}

const WEEKDAYS = weekdaySchema.options;

/**
 * Maximum days to look ahead: today, if the time has passed; a week to the same weekday; and another week if the clocks skip that
 * day (Samoa had no 30 December 2011).
 */
const MAX_DAYS_AHEAD = 15;

/** The local date and time at a time in milliseconds since 1970. */
export function localAt(time: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone);
}

/**
 * The first occurrence of a local time on `first` or a later day, but not before `earliest`; both times in milliseconds since
 * 1970. An occurrence that changed clocks move into another weekday is skipped.
 */
function nextLocalTime(wanted: LocalTime, first: Temporal.PlainDate, earliest: number): number {
  const { time, weekdays, zone } = wanted;
  for (let days = 0; days <= MAX_DAYS_AHEAD; days++) {
    const date = first.add({ days });
    if (!isAmong(weekdays, date)) continue;
    const local = date.toZonedDateTime({ timeZone: zone, plainTime: time });
    if (local.epochMilliseconds >= earliest && isAmong(weekdays, local)) return local.epochMilliseconds;
  }
  throw new Error(`The time ${time} does not occur in ${zone} on ${weekdays?.join(", ") ?? "any day"} after ${first}`);
}

/** Whether a day is one of the weekdays; undefined means any day. */
function isAmong(weekdays: readonly Weekday[] | undefined, day: { readonly dayOfWeek: number }): boolean {
  return weekdays === undefined || weekdays.some((weekday) => WEEKDAYS[day.dayOfWeek - 1] === weekday);
}

/** The weekdays of a list; undefined if it is empty or has all seven, which Klaviyo writes for any day. */
export function limitingWeekdays(list: readonly Weekday[] | null | undefined): readonly Weekday[] | undefined {
  return list == null || new Set(list).size === WEEKDAYS.length ? undefined : list;
}
