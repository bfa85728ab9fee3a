// Dates in properties and filters. A date is a text of ISO 8601, as Klaviyo's APIs take it (developers.klaviyo.com,
// "Acceptable date and timestamp formats for profile and event properties"), or a number of seconds since 1970.

import { ExactNumber } from "../exact-number.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../time.ts";
import type { Value } from "./readings.ts";

/** A time, and the offset that it was written with. */
export interface DateValue {
  /** Milliseconds since 1970 (UTC). */
  readonly time: number;
  /** The UTC offset in the text, in milliseconds; 0 if the text has no offset. */
  readonly offset: number;
  /** Whether the time of day is absent or midnight: a filter then means the whole day. */
  readonly wholeDay: boolean;
}

const isoDate =
  /^([1-9]\d{3})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):?(\d\d))?)?$/;

const longestIsoDate = "2026-11-08T00:00:00.123456789+00:00".length;

// The last time that JavaScript's dates can hold (ECMA-262, "Time Values and Time Range"), in seconds.
const lastSecond = 8_640_000_000_000;

/** The date in a property; `undefined` if the value is not a date. */
export function dateOf(value: Value): DateValue | undefined {
  if (typeof value === "string") return parseDate(value);
  const seconds = value instanceof ExactNumber ? value.double : value;
  if (typeof seconds !== "number" || Math.abs(seconds) > lastSecond) return undefined;
  return { time: seconds * SECOND_MS, offset: 0, wholeDay: false };
}

/** The time in a property, in milliseconds since 1970 (UTC). */
export function timeOf(value: Value): number | undefined {
  return dateOf(value)?.time;
}

/** The date that a text represents: `2026-11-08`, `2026-11-08T13:30:00Z`. UTC unless it has an offset. */
export function parseDate(text: string): DateValue | undefined {
  const match = text.length <= longestIsoDate ? isoDate.exec(text) : null;
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const timeOfDay = readTimeOfDay(match[4], match[5], match[6], match[7]);
  const offset = readOffset(match[8], match[9], match[10]);
  if (timeOfDay === undefined || offset === undefined || !isDayOfMonth(year, month, day)) return undefined;
  return { time: Date.UTC(year, month - 1, day) + timeOfDay - offset, offset, wholeDay: timeOfDay === 0 };
}

/** Whether a month has this day. The 29th of February exists in leap years only. Months count from 1. */
export function isDayOfMonth(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  // Every month has 28 days, so only later days need a calendar.
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function readTimeOfDay(hours = "0", minutes = "0", seconds = "0", fraction = ""): number | undefined {
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  if (h > 23 || m > 59 || s > 59) return undefined;
  const milliseconds = fraction === "" ? 0 : Number(fraction.padEnd(3, "0").slice(0, 3));
  return h * HOUR_MS + m * MINUTE_MS + s * SECOND_MS + milliseconds;
}

function readOffset(sign = "+", hours = "0", minutes = "0"): number | undefined {
  const [h, m] = [Number(hours), Number(minutes)];
  if (h > 23 || m > 59) return undefined;
  return (sign === "-" ? -1 : 1) * (h * HOUR_MS + m * MINUTE_MS);
}
