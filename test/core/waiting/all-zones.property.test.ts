// Every zone, at random times of which half are near a change of its clocks, compared with a search by the definition that reads
// Intl's clocks.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type TargetDate, type TimeDelay, type Weekday, weekdaySchema } from "#core/flow/delays.ts";
import { endOfTimeDelay, nextTargetDate } from "#core/waiting/end-of-delay.ts";
import {
  ALL_ZONES,
  clockChangeAfter,
  DAY,
  dateOf,
  HOUR,
  MINUTE,
  momentsOf,
  searchLocalTime,
  wallAt,
  weekdayOf,
} from "./wall-clock.ts";

const ALL_DAYS = weekdaySchema.options;
const LENGTHS = { days: DAY, hours: HOUR, minutes: MINUTE };

/** Runs of each property, each of them in every zone. */
const numRuns = 5;

/** A random value that is used once in each zone. */
interface Draw {
  readonly moment: number;
  /** Whether to move to the next change of the zone's clocks, if there is one. */
  readonly nearChange: boolean;
  /** How long before the change, in milliseconds. */
  readonly before: number;
  /** The time of day in seconds; near a change, how long before or after what the clocks show then. */
  readonly seconds: number;
  readonly around: number;
}

const anyDraw: fc.Arbitrary<Draw> = fc.record({
  moment: fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2059, 0, 1) }),
  nearChange: fc.boolean(),
  before: fc.integer({ min: -DAY, max: 3 * DAY }),
  seconds: fc.integer({ min: 0, max: 86_399 }),
  around: fc.integer({ min: -7_200, max: 7_200 }),
});
const anyWeekdays = fc.option(fc.subarray([...ALL_DAYS], { minLength: 1 }));
const anyLength = fc.record({
  unit: fc.constantFrom("days" as const, "hours" as const, "minutes" as const),
  value: fc.integer({ min: 0, max: 500 }),
});

/** A time in a zone, and a time of day in milliseconds since midnight. */
interface Place {
  readonly zone: string;
  readonly from: number;
  readonly time: number;
}

function placeIn(zone: string, { moment, nearChange, before, seconds, around }: Draw): Place {
  const change = nearChange ? clockChangeAfter(moment, zone) : undefined;
  if (change === undefined) return { zone, from: moment, time: seconds * 1000 };
  const wall = wallAt(change - 1000, zone) + (1 + around) * 1000;
  return { zone, from: change - before, time: wall - dateOf(wall) };
}

/** Checks one thing in every zone. */
function inEveryZone(draw: Draw, check: (place: Place) => void): void {
  for (const zone of ALL_ZONES) check(placeIn(zone, draw));
}

function timeText(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}

function endOf(delay: TimeDelay, { zone, from }: Place): number {
  return endOfTimeDelay(delay, from, { profile: zone, organization: "UTC" });
}

/** The property of every time that was searched by its local time. */
function expectLocalTime(found: number, place: Place, list: readonly Weekday[] | null): void {
  const { zone, from, time } = place;
  const wall = wallAt(found, zone);
  expect(found, zone).toBeGreaterThanOrEqual(from);
  expect(list ?? ALL_DAYS, zone).toContain(weekdayOf(wall));
  if (wall - dateOf(wall) === time) return;
  // Clocks skip the time on this day; or on the day before, when it moved past midnight.
  const skipped = [dateOf(wall), dateOf(wall) - DAY].some((day) => momentsOf(day + time, zone).length === 0);
  expect(skipped, zone).toBe(true);
}

describe("in every zone", () => {
  it("a delay until a time of day ends when clocks first show it", () => {
    fc.assert(
      fc.property(anyDraw, anyLength, anyWeekdays, (draw, { unit, value }, list) => {
        inEveryZone(draw, (place) => {
          const { zone, from, time } = place;
          const delay: TimeDelay = { unit, value, delay_until_time: timeText(time), delay_until_weekdays: list };
          const found = endOf(delay, place);
          const earliest = unit === "days" ? from : from + value * LENGTHS[unit];
          const first = dateOf(wallAt(earliest, zone)) + (unit === "days" ? value * DAY : 0);
          expect(found, zone).toBe(searchLocalTime({ time, weekdays: list ?? ALL_DAYS, zone }, first, earliest));
          expectLocalTime(found, place, list);
        });
      }),
      { numRuns },
    );
  });

  it("a target date is the first time that matches it", () => {
    fc.assert(
      fc.property(anyDraw, anyWeekdays, (draw, list) => {
        inEveryZone(draw, (place) => {
          const { zone, from, time } = place;
          const target: TargetDate = { timezone: zone, target_time: timeText(time), target_days: list };
          const found = nextTargetDate(target, from, { organization: "UTC" });
          const first = dateOf(wallAt(from, zone));
          expect(found, zone).toBe(searchLocalTime({ time, weekdays: list ?? ALL_DAYS, zone }, first, from));
          expectLocalTime(found, place, list);
        });
      }),
      { numRuns },
    );
  });

  it("a delay until a weekday ends at the time of day at which its length ends", () => {
    fc.assert(
      fc.property(anyDraw, anyLength, anyWeekdays, (draw, { unit, value }, list) => {
        inEveryZone(draw, (place) => {
          const { zone, from } = place;
          const weekdays = list ?? ALL_DAYS;
          const found = endOf({ unit, value, delay_until_weekdays: list }, place);
          const end = from + value * LENGTHS[unit];
          const wall = wallAt(end, zone);
          const time = wall - dateOf(wall);
          const later = () => searchLocalTime({ time, weekdays, zone }, dateOf(wall) + DAY, end);
          expect(found, zone).toBe(weekdays.includes(weekdayOf(wall)) ? end : later());
          expectLocalTime(found, { ...place, time }, list);
        });
      }),
      { numRuns },
    );
  });

  it("a later arrival does not leave earlier, if all wait for a time of day", () => {
    const anyLater = fc.integer({ min: 0, max: 3 * DAY });
    fc.assert(
      fc.property(anyDraw, anyLength, anyWeekdays, anyLater, (draw, { unit, value }, list, later) => {
        inEveryZone(draw, (place) => {
          const { zone, from, time } = place;
          const next = { ...place, from: from + later };
          const target: TargetDate = { timezone: zone, target_time: timeText(time), target_days: list };
          const delay: TimeDelay = { unit, value, delay_until_time: timeText(time), delay_until_weekdays: list };
          const zones = { organization: "UTC" };
          expect(nextTargetDate(target, from, zones)).toBeLessThanOrEqual(nextTargetDate(target, next.from, zones));
          // Days of the calendar are counted from the date, which also went back if clocks went back over midnight.
          if (dateOf(wallAt(from, zone)) > dateOf(wallAt(next.from, zone))) return;
          expect(endOf(delay, place), zone).toBeLessThanOrEqual(endOf(delay, next));
        });
      }),
      { numRuns },
    );
  });
});

describe("in any zone", () => {
  const anyZone = fc.oneof(fc.constantFrom(...ALL_ZONES), fc.string());

  it("a plain length is a sum, and no clock is read", () => {
    fc.assert(
      fc.property(anyDraw, anyLength, anyZone, fc.integer({ min: 0, max: 60 }), (draw, length, zone, secondary) => {
        const secondary_value = length.unit === "minutes" ? 0 : secondary;
        const unit = length.unit === "days" ? HOUR : MINUTE;
        const end = draw.moment + length.value * LENGTHS[length.unit] + secondary_value * unit;
        const delay = { ...length, secondary_value, delay_until_weekdays: [...ALL_DAYS] };
        expect(endOfTimeDelay(delay, draw.moment, { profile: zone, organization: zone })).toBe(end);
      }),
    );
  });
});
