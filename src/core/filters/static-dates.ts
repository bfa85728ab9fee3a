// Before, after and between fixed dates. A date without a time of day, or at midnight, stands for its whole day, as in
// Klaviyo, whose flows carry every date at midnight (Help Center, "Segmenting with dates reference").

import { DAY_MS } from "../time.ts";
import type { DateValue } from "./date-value.ts";

/** Whether a moment matches, in milliseconds since 1970. */
export type TimeTest = (time: number) => boolean;

/** Earlier than the date. */
export function before(date: DateValue): TimeTest {
  return (time) => time < date.time;
}

/** Later than the date; for a whole day, from the day after it. */
export function after(date: DateValue): TimeTest {
  if (date.wholeDay) return (time) => time >= date.time + DAY_MS;
  return (time) => time > date.time;
}

/** Neither earlier than one date nor later than the other. */
export function betweenDates(start: DateValue, end: DateValue): TimeTest {
  const late = after(end);
  return (time) => time >= start.time && !late(time);
}
