// Local times, computed differently than in the code under test: with Intl's clocks, and a search by the definition.

import { type Weekday, weekdaySchema } from "#core/flow/delays.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Every zone that this runtime lists, and UTC. */
export const ALL_ZONES: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone")];

const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far a zone is ahead of UTC at a time, in milliseconds. */
export function offsetAt(moment: number, zone: string): number {
  const clock =
    clocks.get(zone) ?? new Intl.DateTimeFormat("sv", { dateStyle: "short", timeStyle: "medium", timeZone: zone });
  clocks.set(zone, clock);
  return Date.parse(`${clock.format(moment).replace(" ", "T")}Z`) - Math.floor(moment / 1000) * 1000;
}

/** The local time of a zone at a time, as the time at which UTC shows the same. */
export function wallAt(moment: number, zone: string): number {
  return moment + offsetAt(moment, zone);
}

/** The times at which the clocks of a zone show a local time, in order; empty if they skip it. */
export function momentsOf(wall: number, zone: string): number[] {
  const offsets = new Set([offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)]);
  const moments = [...offsets].map((offset) => wall - offset);
  return moments.filter((moment) => wallAt(moment, zone) === wall).sort((a, b) => a - b);
}

/** When the clocks of a zone first show a local time, or as much later as they skip. */
export function momentOf(wall: number, zone: string): number {
  return momentsOf(wall, zone)[0] ?? wall - offsetAt(wall - DAY, zone);
}

/** The weekday that a wall clock shows. */
export function weekdayOf(wall: number): Weekday {
  const index = (new Date(wall).getUTCDay() + 6) % 7;
  return weekdaySchema.options[index] ?? "monday";
}

/** Midnight of the day that a wall clock shows. */
export function dateOf(wall: number): number {
  return Math.floor(wall / DAY) * DAY;
}

/** A time at which a zone's clocks change, in the year after `moment`; undefined if they do not. */
export function clockChangeAfter(moment: number, zone: string): number | undefined {
  const quarter = 91 * DAY;
  const minute = Math.floor(moment / MINUTE) * MINUTE;
  const quarters = [0, 1, 2, 3].map((index) => minute + index * quarter);
  const start = quarters.find((at) => offsetAt(at, zone) !== offsetAt(at + quarter, zone));
  if (start === undefined) return undefined;
  let before = start;
  let after = start + quarter;
  while (after - before > MINUTE) {
    const middle = before + Math.floor((after - before) / (2 * MINUTE)) * MINUTE;
    if (offsetAt(middle, zone) === offsetAt(start, zone)) before = middle;
    else after = middle;
  }
  return after;
}

/** A search by the definition: the first time, on `first` or later, with this time of day on one of these days. */
export function searchLocalTime(
  wanted: { time: number; weekdays: readonly Weekday[]; zone: string },
  first: number,
  earliest: number,
): number {
  const { time, weekdays, zone } = wanted;
  const dates = Array.from({ length: 30 }, (_, index) => first + index * DAY).filter((date) =>
    weekdays.includes(weekdayOf(date)),
  );
  const moments = dates.map((date) => momentOf(date + time, zone));
  return Math.min(
    ...moments.filter((moment) => moment >= earliest && weekdays.includes(weekdayOf(wallAt(moment, zone)))),
  );
}
