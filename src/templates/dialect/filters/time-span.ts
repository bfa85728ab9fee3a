// `timesince` and `timeuntil`: Django's: https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#timesince. Months and
// years count by the calendar, in the zone of the earlier time; the two largest units are shown, and none after a 0.

import { clockAt, type Moment } from "./moment.ts";
import { wallClock } from "./wall-clock.ts";

const UNITS = ["year", "month", "week", "day", "hour", "minute"] as const;
const SECONDS = [604_800, 86_400, 3_600, 60] as const;
/** A month that is no leap year's, as Django counts: on 29 February a year is over on 28 February. */
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
/** Django keeps number and unit on one line. */
const NO_BREAK_SPACE = "\u00a0";

/** The time from one moment to another, "4 days, 6 hours"; "0 minutes" where the other comes first. */
export function timeSpan(from: Moment, to: Moment): string {
  const elapsed = Math.floor((to.time - from.time) / 1000);
  if (elapsed <= 0) return shown(0, "minute");
  const start = clockAt(from).fields;
  // Both in the zone of the first.
  const end = wallClock(to.time, from.zone).fields;
  const months = fullMonths(start, end);
  let rest = Math.floor((end.getTime() - moved(start, months).getTime()) / 1000);
  const counts = [Math.floor(months / 12), months % 12];
  for (const seconds of SECONDS) {
    counts.push(Math.floor(rest / seconds));
    rest %= seconds;
  }
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return shown(0, "minute");
  const largest = counts
    .slice(first, first + 2)
    .map((count, index) => ({ count, unit: UNITS[first + index] ?? "minute" }));
  return largest
    .filter(({ count }) => count > 0)
    .map(({ count, unit }) => shown(count, unit))
    .join(", ");
}

function shown(count: number, unit: string): string {
  return `${count}${NO_BREAK_SPACE}${unit}${count === 1 ? "" : "s"}`;
}

function fullMonths(start: Date, end: Date): number {
  const months = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  const days = end.getUTCDate() - start.getUTCDate();
  const isBefore = days < 0 || (days === 0 && timeOfDay(end) < timeOfDay(start));
  return isBefore ? months - 1 : months;
}

function timeOfDay(fields: Date): number {
  return fields.getTime() % 86_400_000;
}

/** A date so many months later, on the last day of the month where it has no such day. */
function moved(start: Date, months: number): Date {
  if (months === 0) return start;
  const month = start.getUTCMonth() + months;
  const pivot = new Date(Math.floor(start.getTime() / 1000) * 1000);
  pivot.setUTCFullYear(
    start.getUTCFullYear() + Math.floor(month / 12),
    month % 12,
    Math.min(start.getUTCDate(), MONTH_DAYS[month % 12] ?? 31),
  );
  return pivot;
}
