// Spans of time that move with the present: in the last 3 days, between 3 and 5 weeks ago. Days and weeks begin at
// midnight UTC, hours at this very moment; the ends are those of Klaviyo's Help Center, "Segmenting with dates reference".

import { DAY_MS, HOUR_MS } from "../time.ts";

/** The units of relative date filters. */
export type Unit = "hour" | "day" | "week";

/** Whether a moment lies in the span as it is at `now`; both in milliseconds since 1970. */
export type Window = (time: number, now: number) => boolean;

/** A unit in milliseconds. */
export const UNITS: { readonly [unit in Unit]: number } = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS };

/** From the start of the day that many units ago until now. */
export function inTheLast(quantity: number, unit: Unit): Window {
  const length = quantity * UNITS[unit];
  return (time, now) => startOf(unit, now) - length <= time && time <= now;
}

/** Before the start of the day that many units ago. */
export function atLeastAgo(quantity: number, unit: Unit): Window {
  const length = quantity * UNITS[unit];
  return (time, now) => time < startOf(unit, now) - length;
}

/** After now, until the end of the day in that many units. */
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

/** From where a unit counts: now, or midnight. Weeks count in days from today, so they do not begin on a Monday. */
export function startOf(unit: Unit, now: number): number {
  return unit === "hour" ? now : Math.floor(now / DAY_MS) * DAY_MS;
}
