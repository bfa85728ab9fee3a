// The tests of date filters: before, after and between fixed dates; in a window that moves with the present; and dates that recur
// every year. The boundaries are those of Klaviyo's Help Center, "Segmenting with dates reference".
//
// A fixed date without a time of day, or at midnight, means its whole day, because Klaviyo's flows have every date at midnight.

import { DAY_MS, HOUR_MS } from "../time.ts";
import { type DateValue, isDayOfMonth } from "./date-value.ts";

/** Whether a time matches, in milliseconds since 1970. */
export type TimeTest = (time: number) => boolean;

/** Earlier than the date. */
export function before(date: DateValue): TimeTest {
  return (time) => time < date.time;
}

/** Later than the date; if it means a whole day, from the next day on. */
export function after(date: DateValue): TimeTest {
  if (date.wholeDay) return (time) => time >= date.time + DAY_MS;
  return (time) => time > date.time;
}

/** Neither earlier than one date nor later than the other. */
export function betweenDates(start: DateValue, end: DateValue): TimeTest {
  const late = after(end);
  return (time) => time >= start.time && !late(time);
}

// Windows: in the last 3 days, between 3 and 5 weeks ago. Days and weeks begin at midnight UTC, hours at the present time.

/** The units of relative date filters. */
export type Unit = "hour" | "day" | "week";

/** Whether a time is in the window at `now`; both in milliseconds since 1970. */
export type Window = (time: number, now: number) => boolean;

/** The length of each unit, in milliseconds. */
export const UNITS: { readonly [unit in Unit]: number } = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS };

/** From the start of the day `quantity` units ago until now. */
export function inTheLast(quantity: number, unit: Unit): Window {
  const length = quantity * UNITS[unit];
  return (time, now) => startOf(unit, now) - length <= time && time <= now;
}

/** Before the start of the day `quantity` units ago. */
export function atLeastAgo(quantity: number, unit: Unit): Window {
  const length = quantity * UNITS[unit];
  return (time, now) => time < startOf(unit, now) - length;
}

/** After now, until the end of the day in `quantity` units. */
export function inTheNext(quantity: number, unit: Unit): Window {
  const length = quantity * UNITS[unit];
  if (unit === "hour") return (time, now) => now < time && time <= now + length;
  return (time, now) => now < time && time < startOf(unit, now) + length + DAY_MS;
}

/** From the start of the day `end` units ago to the end of the day `start` units ago. */
export function betweenAgo(start: number, end: number, unit: Unit): Window {
  const nearest = start * UNITS[unit];
  const farthest = end * UNITS[unit];
  if (unit === "hour") return (time, now) => now - farthest <= time && time <= now - nearest;
  return (time, now) => startOf(unit, now) - farthest <= time && time < startOf(unit, now) - nearest + DAY_MS;
}

/**
 * The start of the current unit: now for hours, midnight for days and weeks. Weeks are seven days, so they do not begin on
 * Monday.
 */
export function startOf(unit: Unit, now: number): number {
  return unit === "hour" ? now : Math.floor(now / DAY_MS) * DAY_MS;
}

// Recurring dates: birthdays, anniversaries. The year is ignored. Day and time, also those of today, are in the offset that the
// date was written with: a person born on the 17th at +10:00 has a birthday on the 17th. The 29th of February occurs in leap
// years only, as in Klaviyo.

/** Whether a date matches at `now`, in milliseconds since 1970. */
export type DateTest = (date: DateValue, now: number) => boolean;

/** Today is an anniversary of the date. */
export const isAnniversaryToday: DateTest = (date, now) => {
  const shown = new Date(date.time + date.offset);
  const today = new Date(now + date.offset);
  return shown.getUTCMonth() === today.getUTCMonth() && shown.getUTCDate() === today.getUTCDate();
};

/** The date is in the present month, of any year. */
export const isAnniversaryThisMonth: DateTest = (date, now) =>
  new Date(date.time + date.offset).getUTCMonth() === new Date(now + date.offset).getUTCMonth();

/** The date is in this month, 1 to 12, of any year. */
export function isInMonth(month: number): DateTest {
  return (date) => new Date(date.time + date.offset).getUTCMonth() + 1 === month;
}

/** An anniversary of the date is in a window of at most MAX_ANNIVERSARY_DAYS that begins or ends now. */
export function hasAnniversaryIn(window: Window): DateTest {
  return (date, now) => {
    const shown = new Date(date.time + date.offset);
    const present = now + date.offset;
    const thisYear = new Date(present).getUTCFullYear();
    // A window of a year that begins or ends now can only contain anniversaries of these years.
    for (let year = thisYear - 1; year <= thisYear + 1; year++) {
      const time = anniversary(shown, year);
      if (time !== undefined && window(time, present)) return true;
    }
    return false;
  };
}

function anniversary(shown: Date, year: number): number | undefined {
  const month = shown.getUTCMonth();
  const day = shown.getUTCDate();
  if (!isDayOfMonth(year, month + 1, day)) return undefined;
  return Date.UTC(year, month, day) + (shown.getTime() - Math.floor(shown.getTime() / DAY_MS) * DAY_MS);
}
