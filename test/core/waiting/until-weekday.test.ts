import { describe } from "vitest";
import { type TimeDelay, weekdaySchema } from "#core/flow/delays.ts";
import { endsIn } from "./delay-rows.ts";

const WORKDAYS: TimeDelay["delay_until_weekdays"] = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const ALL_DAYS = weekdaySchema.options;

describe("until a weekday", () => {
  // The 24th of November 2026 is a Tuesday.
  endsIn("Europe/Vienna", [
    [
      "a listed day: no more to wait",
      { value: 1, delay_until_weekdays: ["wednesday"] },
      "2026-11-24T10:00:00.5+01:00",
      "2026-11-25T10:00:00.5+01:00",
    ],
    [
      "the same time of a later day",
      { value: 1, delay_until_weekdays: ["friday"] },
      "2026-11-24T10:00:00.5+01:00",
      "2026-11-27T10:00:00.5+01:00",
    ],
    [
      "the nearest of several",
      { value: 1, delay_until_weekdays: ["monday", "saturday", "tuesday"] },
      "2026-11-24T10:00+01:00",
      "2026-11-28T10:00+01:00",
    ],
    [
      "six days leave one out",
      { value: 0, delay_until_weekdays: ALL_DAYS.filter((day) => day !== "tuesday") },
      "2026-11-24T10:00+01:00",
      "2026-11-25T10:00+01:00",
    ],
    [
      "a day listed seven times is one day",
      { value: 0, delay_until_weekdays: Array(7).fill("friday") },
      "2026-11-24T10:00+01:00",
      "2026-11-27T10:00+01:00",
    ],
    [
      "almost a week",
      { value: 1, delay_until_weekdays: ["tuesday"] },
      "2026-11-24T10:00+01:00",
      "2026-12-01T10:00+01:00",
    ],
    [
      "over the weekend",
      { unit: "hours", value: 1, delay_until_weekdays: WORKDAYS },
      "2026-11-27T23:30+01:00",
      "2026-11-30T00:30+01:00",
    ],
    [
      "the same local time though clocks go back",
      { value: 0, delay_until_weekdays: ["monday"] },
      "2026-10-24T10:00+02:00",
      "2026-10-26T10:00+01:00",
    ],
    [
      "and a time",
      { value: 1, delay_until_time: "09:00", delay_until_weekdays: WORKDAYS },
      "2026-11-27T08:00+01:00",
      "2026-11-30T09:00+01:00",
    ],
    [
      "today and a time ahead",
      { value: 0, delay_until_time: "09:00", delay_until_weekdays: ["tuesday"] },
      "2026-11-24T08:00+01:00",
      "2026-11-24T09:00+01:00",
    ],
    [
      "today and a time that has passed",
      { value: 0, delay_until_time: "09:00", delay_until_weekdays: ["tuesday"] },
      "2026-11-24T09:00:01+01:00",
      "2026-12-01T09:00+01:00",
    ],
    [
      "in the second of two hours",
      { value: 0, delay_until_weekdays: ["sunday"] },
      "2026-10-25T02:30+01:00",
      "2026-10-25T02:30+01:00",
    ],
    [
      "after the second of two hours",
      { value: 0, delay_until_weekdays: ["monday"] },
      "2026-10-25T02:30+01:00",
      "2026-10-26T02:30+01:00",
    ],
  ]);
  endsIn("America/New_York", [
    // 20:00 on Tuesday there, and Wednesday in UTC.
    [
      "the weekday is the zone's own",
      { value: 0, delay_until_weekdays: ["wednesday"] },
      "2026-11-24T20:00-05:00",
      "2026-11-25T20:00-05:00",
    ],
  ]);
});
