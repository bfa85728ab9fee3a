import { describe, expect, it } from "vitest";
import * as z from "zod";
import { lengthInMinutes, MAX_DELAY_DAYS, timeDelayDataSchema, weekdaySchema } from "#core/flow/delays.ts";
import { acting, type Fields, type RefusedFile, shapeProblems, unknownField } from "#support/flow-files.ts";

const DATA = "/definition/actions/0/data";

function delay(data: Fields): Fields {
  return acting({ id: "send", type: "time-delay", data });
}

const WEEKDAYS = '"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"';
const NOT_A_ZONE = 'Write an IANA name, such as "Europe/Vienna", or "profile" for the zone of the profile.';

const TOO_LONG = `${DATA}/value A delay may last at most 731 days, its secondary_value included. Use a smaller value.`;

const refused: readonly RefusedFile[] = [
  ["no value", delay({ unit: "days" }), [`${DATA}/value The field "value" is required: a number.`]],
  ["a text as value", delay({ value: "1" }), [`${DATA}/value Must be a number, but is "1".`]],
  ["part of a day", delay({ value: 1.5 }), [`${DATA}/value Must be a whole number, but is 1.5.`]],
  ["a value below 0", delay({ value: -1 }), [`${DATA}/value Must be at least 0.`]],
  [
    "an unknown unit",
    delay({ unit: "weeks", value: 1 }),
    [`${DATA}/unit Must be one of "days", "hours", "minutes", but is "weeks".`],
  ],
  [
    "a misspelt field",
    delay({ value: 1, delay_until_tme: "09:00" }),
    [unknownField(`${DATA}/delay_until_tme`, "delay_until_time")],
  ],
  [
    "a secondary value with minutes",
    delay({ unit: "minutes", value: 1, secondary_value: 30 }),
    [`${DATA}/secondary_value There is no unit below minutes: remove secondary_value, or use the unit hours.`],
  ],
  [
    "a secondary value with days until a time",
    delay({ value: 1, secondary_value: 3, delay_until_time: "09:00" }),
    [
      `${DATA}/secondary_value With delay_until_time, days are days of the calendar: remove secondary_value, or use the unit hours.`,
    ],
  ],
  [
    "a secondary value below 0",
    delay({ value: 1, secondary_value: -1 }),
    [`${DATA}/secondary_value Must be at least 0.`],
  ],
  ["days over two years", delay({ value: 732 }), [TOO_LONG]],
  ["hours over two years", delay({ unit: "hours", value: 17_545 }), [TOO_LONG]],
  ["minutes over two years", delay({ unit: "minutes", value: 1_052_641 }), [TOO_LONG]],
  ["a secondary value over two years", delay({ value: 731, secondary_value: 1 }), [TOO_LONG]],
  [
    "no weekday",
    delay({ value: 1, delay_until_weekdays: [] }),
    [`${DATA}/delay_until_weekdays Must name a weekday; leave the field out for any day.`],
  ],
  [
    "a weekday in short",
    delay({ value: 1, delay_until_weekdays: ["monday", "tue"] }),
    [`${DATA}/delay_until_weekdays/1 Must be one of ${WEEKDAYS}, but is "tue".`],
  ],
  ...["9:00", "24:00", "09:60", "09:00:60", "9 am", "09:00Z", ""].map(
    (time): RefusedFile => [
      `"${time}" as time of day`,
      delay({ value: 1, delay_until_time: time }),
      [`${DATA}/delay_until_time Must be a time of day such as "09:30:00".`],
    ],
  ),
  [
    "a city as zone",
    delay({ value: 1, timezone: "Vienna" }),
    [`${DATA}/timezone "Vienna" is not a time zone. Did you mean "Europe/Vienna"?`],
  ],
  [
    "a misspelt city as zone",
    delay({ value: 1, timezone: "New Yrok" }),
    [`${DATA}/timezone "New Yrok" is not a time zone. Did you mean "America/New_York"?`],
  ],
  [
    "a misspelt zone",
    delay({ value: 1, timezone: "Europe/Viena" }),
    [`${DATA}/timezone "Europe/Viena" is not a time zone. Did you mean "Europe/Vienna"?`],
  ],
  [
    "a misspelt profile",
    delay({ value: 1, timezone: "Profile" }),
    [`${DATA}/timezone "Profile" is not a time zone. Did you mean "profile"?`],
  ],
  [
    "an offset as zone",
    delay({ value: 1, timezone: "+01:00" }),
    [`${DATA}/timezone "+01:00" is not a time zone. ${NOT_A_ZONE}`],
  ],
  ["no zone's name", delay({ value: 1, timezone: "" }), [`${DATA}/timezone "" is not a time zone. ${NOT_A_ZONE}`]],
  [
    "a text too long for a zone",
    delay({ value: 1, timezone: "x".repeat(41) }),
    [`${DATA}/timezone A text of 41 characters is not a time zone. ${NOT_A_ZONE}`],
  ],
  [
    "a number as zone",
    delay({ value: 1, timezone: 1 }),
    [`${DATA}/timezone Must be a text, but is 1: put it in quotes.`],
  ],
];

describe("a time delay", () => {
  it.each(refused)("with %s is refused in words", (_, file, problems) => {
    expect(shapeProblems(file)).toEqual(problems);
  });

  it.each<[string, Fields]>([
    ["its value alone", { value: 0 }],
    [
      "all as Klaviyo writes it",
      {
        unit: "days",
        value: 1,
        secondary_value: 0,
        timezone: "profile",
        delay_until_time: null,
        delay_until_weekdays: [...weekdaySchema.options],
      },
    ],
    [
      "nothing by null",
      {
        unit: null,
        value: 1,
        secondary_value: null,
        timezone: null,
        delay_until_time: null,
        delay_until_weekdays: null,
      },
    ],
    ["0 with minutes", { unit: "minutes", value: 5, secondary_value: 0 }],
    ["0 with days until a time", { value: 5, secondary_value: 0, delay_until_time: "23:59:59" }],
    ["minutes with hours", { unit: "hours", value: 5, secondary_value: 90 }],
    ["minutes with hours until a time", { unit: "hours", value: 5, secondary_value: 30, delay_until_time: "00:00" }],
    ["hours with days", { unit: "days", value: 5, secondary_value: 30, delay_until_weekdays: ["monday"] }],
    ["two years", { value: MAX_DELAY_DAYS }],
    ["two years in hours", { unit: "hours", value: MAX_DELAY_DAYS * 24 }],
    ["a zone", { value: 1, timezone: "Asia/Kathmandu" }],
    ["UTC", { value: 1, timezone: "UTC" }],
  ])("may have %s", (_, data) => {
    expect(timeDelayDataSchema.parse(data)).toEqual(data);
  });

  it("has a length in minutes", () => {
    expect(lengthInMinutes({ value: 2 })).toBe(2_880);
    expect(lengthInMinutes({ value: 2, secondary_value: 3 })).toBe(3_060);
    expect(lengthInMinutes({ unit: "hours", value: 2, secondary_value: 3 })).toBe(123);
    expect(lengthInMinutes({ unit: "minutes", value: 2, secondary_value: null })).toBe(2);
  });

  it("has a JSON Schema", () => {
    expect(z.toJSONSchema(timeDelayDataSchema, { io: "input" })).toMatchObject({
      required: ["value"],
      additionalProperties: false,
    });
  });
});
