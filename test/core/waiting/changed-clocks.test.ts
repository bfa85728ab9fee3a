import { describe } from "vitest";
import type { TimeDelay } from "#core/flow/delays.ts";
import { endsIn } from "./delay-rows.ts";

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
  // Clocks in Nuuk go forward at 23:00 on a Saturday: the skipped time moves into Sunday.
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
