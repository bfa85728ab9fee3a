import { describe, expect, it } from "vitest";
import type { TimeDelay } from "#core/flow/time-delay.ts";
import { weekdaySchema } from "#core/flow/time-of-day.ts";
import { endOfTimeDelay } from "#core/waiting/time-delay.ts";

/** What happens, the delay, when it begins, when it ends. */
type Row = readonly [title: string, delay: TimeDelay, from: string, end: string];

const WORKDAYS: TimeDelay["delay_until_weekdays"] = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const ALL_DAYS = weekdaySchema.options;

function endsIn(zone: string, rows: readonly Row[]): void {
  it.each(rows)(`${zone}: %s`, (_, delay, from, end) => {
    const found = endOfTimeDelay(delay, Date.parse(from), { profile: zone, organization: "Pacific/Kiritimati" });
    expect(new Date(found).toISOString()).toBe(new Date(Date.parse(end)).toISOString());
  });
}

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
    ["who comes at midnight waits for tomorrow", untilThree, "2026-11-24T00:00-05:00", "2026-11-25T15:00-05:00"],
    [
      "who comes before midnight waits for tomorrow",
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

describe("local times that clocks skip or repeat", () => {
  const at = (time: string, more: Partial<TimeDelay> = {}): TimeDelay => ({
    value: 1,
    delay_until_time: time,
    ...more,
  });
  endsIn("Europe/Vienna", [
    ["skipped: an hour later", at("02:30"), "2026-03-28T12:00+01:00", "2026-03-29T03:30+02:00"],
    ["just before what is skipped", at("01:59:59"), "2026-03-28T12:00+01:00", "2026-03-29T01:59:59+01:00"],
    ["just after what is skipped", at("03:00"), "2026-03-28T12:00+01:00", "2026-03-29T03:00+02:00"],
    ["repeated: the first", at("02:30"), "2026-10-24T12:00+02:00", "2026-10-25T02:30+02:00"],
    [
      "repeated, and the first has passed: tomorrow",
      at("02:30", { value: 0 }),
      "2026-10-25T02:45+02:00",
      "2026-10-26T02:30+01:00",
    ],
    ["after the repeated hour", at("03:00"), "2026-10-24T12:00+02:00", "2026-10-25T03:00+01:00"],
  ]);
  endsIn("America/New_York", [
    ["skipped: an hour later", at("02:15"), "2026-03-07T12:00-05:00", "2026-03-08T03:15-04:00"],
    ["repeated: the first", at("01:15"), "2026-10-31T12:00-04:00", "2026-11-01T01:15-04:00"],
  ]);
  endsIn("Australia/Lord_Howe", [
    ["half an hour is skipped", at("02:10"), "2026-10-03T12:00+10:30", "2026-10-04T02:40+11:00"],
    ["half an hour is repeated", at("01:45"), "2026-04-04T12:00+11:00", "2026-04-05T01:45+11:00"],
  ]);
  // Samoa moved over the date line: after Thursday the 29th came Saturday the 31st.
  endsIn("Pacific/Apia", [
    ["a day is skipped: the same time of the next", at("15:00"), "2011-12-29T16:00-10:00", "2011-12-31T15:00+14:00"],
    ["24 hours over a skipped day", { value: 1 }, "2011-12-29T16:00-10:00", "2011-12-31T16:00+14:00"],
    [
      "no Friday that week",
      at("15:00", { delay_until_weekdays: ["friday"] }),
      "2011-12-28T16:00-10:00",
      "2012-01-06T15:00+14:00",
    ],
    [
      "no Friday at the same time either",
      { value: 0, delay_until_weekdays: ["friday"] },
      "2011-12-29T16:00-10:00",
      "2012-01-06T16:00+14:00",
    ],
    [
      "no Friday for two weeks",
      at("15:00", { value: 0, delay_until_weekdays: ["friday"] }),
      "2011-12-23T15:00:01-10:00",
      "2012-01-06T15:00+14:00",
    ],
    [
      "a Friday that is skipped is no Saturday",
      at("15:00", { delay_until_weekdays: ["saturday"] }),
      "2011-12-29T16:00-10:00",
      "2011-12-31T15:00+14:00",
    ],
  ]);
  // Clocks in Nuuk go forward at 23:00 on a Saturday: what is skipped moves into Sunday.
  endsIn("America/Nuuk", [
    ["moved past midnight", at("23:30"), "2026-03-27T12:00-02:00", "2026-03-29T00:30-01:00"],
    [
      "a Saturday's time that moves into Sunday",
      at("23:30", { delay_until_weekdays: ["saturday"] }),
      "2026-03-27T12:00-02:00",
      "2026-04-04T23:30-01:00",
    ],
    [
      "Sunday's own, not the one moved there",
      at("23:30", { delay_until_weekdays: ["sunday"] }),
      "2026-03-27T12:00-02:00",
      "2026-03-29T23:30-01:00",
    ],
  ]);
  // Clocks in St. John's went back at 00:01 on Sunday, to 23:01 on Saturday.
  endsIn("America/St_Johns", [
    [
      "a day that begins twice begins the first time",
      at("00:00:30"),
      "2010-11-06T12:00-02:30",
      "2010-11-07T00:00:30-02:30",
    ],
    ["never before the delay began", at("00:00:30"), "2010-11-06T23:30-03:30", "2010-11-08T00:00:30-03:30"],
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
