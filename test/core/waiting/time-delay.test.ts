import { describe, expect, it } from "vitest";
import { type TimeDelay, weekdaySchema } from "#core/flow/delays.ts";
import { endOfTimeDelay } from "#core/waiting/end-of-delay.ts";
import { endsIn } from "./delay-rows.ts";

const ALL_DAYS = weekdaySchema.options;

describe("a plain length", () => {
  endsIn("Europe/Vienna", [
    ["minutes", { unit: "minutes", value: 90 }, "2026-11-24T10:00:00.123Z", "2026-11-24T11:30:00.123Z"],
    ["hours", { unit: "hours", value: 4 }, "2026-11-24T10:00:00Z", "2026-11-24T14:00:00Z"],
    [
      "hours and minutes",
      { unit: "hours", value: 4, secondary_value: 30 },
      "2026-11-24T10:00:00Z",
      "2026-11-24T14:30:00Z",
    ],
    ["days, when no unit is named", { value: 2 }, "2026-11-24T10:00:00Z", "2026-11-26T10:00:00Z"],
    ["days and hours", { unit: "days", value: 2, secondary_value: 3 }, "2026-11-24T10:00:00Z", "2026-11-26T13:00:00Z"],
    [
      "no secondary value by null",
      { unit: null, value: 1, secondary_value: null },
      "2026-11-24T10:00Z",
      "2026-11-25T10:00Z",
    ],
    [
      "no secondary value by 0",
      { unit: "minutes", value: 1, secondary_value: 0 },
      "2026-11-24T10:00Z",
      "2026-11-24T10:01Z",
    ],
    ["nothing at all", { value: 0 }, "2026-11-24T10:00:00Z", "2026-11-24T10:00:00Z"],
    ["a day of 24 hours though clocks go forward", { value: 1 }, "2026-03-28T20:00+01:00", "2026-03-29T21:00+02:00"],
    ["a day of 24 hours though clocks go back", { value: 1 }, "2026-10-24T20:00+02:00", "2026-10-25T19:00+01:00"],
    [
      "a day of 24 hours though all seven days are listed",
      { value: 1, delay_until_weekdays: [...ALL_DAYS] },
      "2026-03-28T20:00+01:00",
      "2026-03-29T21:00+02:00",
    ],
  ]);
});

describe("days until a time of day", () => {
  const untilThree: TimeDelay = { unit: "days", value: 1, delay_until_time: "15:00:00" };
  endsIn("America/New_York", [
    ["person A, who comes at 2 PM, waits 25 hours", untilThree, "2026-11-24T14:00-05:00", "2026-11-25T15:00-05:00"],
    ["person B, who comes at 4 PM, waits 23 hours", untilThree, "2026-11-24T16:00-05:00", "2026-11-25T15:00-05:00"],
    ["an arrival at midnight waits for tomorrow", untilThree, "2026-11-24T00:00-05:00", "2026-11-25T15:00-05:00"],
    [
      "an arrival before midnight waits for tomorrow",
      untilThree,
      "2026-11-24T23:59:59.999-05:00",
      "2026-11-25T15:00-05:00",
    ],
    [
      "no days, before the time: today",
      { ...untilThree, value: 0 },
      "2026-11-24T14:59:59.999-05:00",
      "2026-11-24T15:00-05:00",
    ],
    ["no days, at the time: at once", { ...untilThree, value: 0 }, "2026-11-24T15:00-05:00", "2026-11-24T15:00-05:00"],
    [
      "no days, after the time: tomorrow",
      { ...untilThree, value: 0 },
      "2026-11-24T15:00:00.001-05:00",
      "2026-11-25T15:00-05:00",
    ],
    [
      "calendar days over a change of clocks",
      { ...untilThree, value: 2 },
      "2026-03-07T16:00-05:00",
      "2026-03-09T15:00-04:00",
    ],
    ["a late evening before clocks go forward", untilThree, "2026-03-07T23:30-05:00", "2026-03-08T15:00-04:00"],
    ["midnight before clocks go back", untilThree, "2026-11-01T00:10-04:00", "2026-11-02T15:00-05:00"],
    ["a year and more", { ...untilThree, value: 731 }, "2026-11-24T16:00-05:00", "2028-11-24T15:00-05:00"],
    ["with seconds", { value: 1, delay_until_time: "09:30:15" }, "2026-11-24T14:00-05:00", "2026-11-25T09:30:15-05:00"],
    ["without seconds", { value: 1, delay_until_time: "09:30" }, "2026-11-24T14:00:07-05:00", "2026-11-25T09:30-05:00"],
    [
      "its secondary value of 0 says nothing",
      { ...untilThree, secondary_value: 0 },
      "2026-11-24T14:00-05:00",
      "2026-11-25T15:00-05:00",
    ],
  ]);
  endsIn("Asia/Kathmandu", [
    // 00:10 on the 25th there, while it is still the 24th in UTC.
    ["the day is the zone's own", untilThree, "2026-11-24T18:25Z", "2026-11-26T15:00+05:45"],
    ["a quarter to six ahead", { value: 0, delay_until_time: "05:45" }, "2026-11-24T00:00Z", "2026-11-24T00:00Z"],
  ]);
});

describe("hours and minutes until a time of day", () => {
  endsIn("Europe/Vienna", [
    [
      "the time is still ahead",
      { unit: "hours", value: 4, delay_until_time: "15:00" },
      "2026-11-24T10:00+01:00",
      "2026-11-24T15:00+01:00",
    ],
    [
      "the time has passed",
      { unit: "hours", value: 6, delay_until_time: "15:00" },
      "2026-11-24T10:00+01:00",
      "2026-11-25T15:00+01:00",
    ],
    [
      "it is the time",
      { unit: "hours", value: 5, delay_until_time: "15:00" },
      "2026-11-24T10:00+01:00",
      "2026-11-24T15:00+01:00",
    ],
    [
      "the secondary value counts",
      { unit: "hours", value: 5, secondary_value: 1, delay_until_time: "15:00" },
      "2026-11-24T10:00+01:00",
      "2026-11-25T15:00+01:00",
    ],
    [
      "minutes over midnight",
      { unit: "minutes", value: 30, delay_until_time: "00:00" },
      "2026-11-24T23:45+01:00",
      "2026-11-26T00:00+01:00",
    ],
    [
      "many hours",
      { unit: "hours", value: 1_000, delay_until_time: "15:00" },
      "2026-11-24T10:00+01:00",
      "2027-01-05T15:00+01:00",
    ],
    [
      "24 hours are no calendar day",
      { unit: "hours", value: 24, delay_until_time: "15:00" },
      "2026-11-24T16:00+01:00",
      "2026-11-26T15:00+01:00",
    ],
  ]);
});

describe("the zone of a delay", () => {
  const from = Date.parse("2026-11-24T12:00Z");
  const until: TimeDelay = { value: 1, delay_until_time: "15:00" };
  it.each([
    [
      "its own zone",
      { ...until, timezone: "Asia/Kathmandu" },
      { profile: "America/New_York", organization: "UTC" },
      "+05:45",
    ],
    [
      "the profile's",
      { ...until, timezone: "profile" },
      { profile: "America/New_York", organization: "UTC" },
      "-05:00",
    ],
    ["the profile's by default", until, { profile: "America/New_York", organization: "UTC" }, "-05:00"],
    ["the organization's for a profile without one", until, { organization: "Europe/Vienna" }, "+01:00"],
    [
      "the organization's for a profile with nonsense",
      until,
      { profile: "EDT", organization: "Europe/Vienna" },
      "+01:00",
    ],
  ])("is %s", (_, delay, zones, offset) => {
    expect(endOfTimeDelay(delay, from, zones)).toBe(Date.parse(`2026-11-25T15:00${offset}`));
  });
});
