// Dates that come back every year: birthdays, anniversaries. The year of the date is left out, its day and time are
// those of the clock it was written by, and so is today: one born on the 17th at +10:00 has a birthday on the 17th.
// The 29th of February comes in leap years alone, as in Klaviyo (Help Center, "Segmenting with dates reference").

import { DAY_MS } from "../time.ts";
import { type DateValue, isDayOfMonth } from "./date-value.ts";
import type { Window } from "./relative-window.ts";

/** Whether a date matches at `now`, in milliseconds since 1970. */
export type DateTest = (date: DateValue, now: number) => boolean;

/** Today is an anniversary of the date. */
export const isAnniversaryToday: DateTest = (date, now) => {
  const shown = new Date(date.time + date.offset);
  const today = new Date(now + date.offset);
  return shown.getUTCMonth() === today.getUTCMonth() && shown.getUTCDate() === today.getUTCDate();
};

/** The date is in the month that it is now, of any year. */
export const isAnniversaryThisMonth: DateTest = (date, now) =>
  new Date(date.time + date.offset).getUTCMonth() === new Date(now + date.offset).getUTCMonth();

/** The date is in this month, 1 to 12, of any year. */
export function isInMonth(month: number): DateTest {
  return (date) => new Date(date.time + date.offset).getUTCMonth() + 1 === month;
}

/** An anniversary of the date lies in a span of at most MAX_ANNIVERSARY_DAYS around now. */
export function hasAnniversaryIn(window: Window): DateTest {
  return (date, now) => {
    const shown = new Date(date.time + date.offset);
    const present = now + date.offset;
    const thisYear = new Date(present).getUTCFullYear();
    // A span of a year that begins or ends now holds a day of these years, whichever day it is.
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
