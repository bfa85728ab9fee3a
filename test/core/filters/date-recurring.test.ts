import { describeFilter } from "./filter-table.ts";

const type = "date";
const unreadable = ["", "06-17", "1990-06-31", true, ["1990-06-17"], {}];

describeFilter({
  filter: { type, operator: "anniversary" },
  matches: [
    "1990-06-17",
    "1990-06-17T23:59:59Z",
    "2026-06-17T00:00:00Z",
    // The 17th in the offset of the text, where it is still the 17th now.
    "1990-06-17T22:00:00-05:00",
    "1990-06-17T01:00:00+05:00",
  ],
  rejects: ["1990-06-16", "1990-06-18", "1990-05-17", "1990-06-18T01:00:00+05:00"],
  unreadable,
});

// At 15:00 UTC it is past midnight at +10:00, so the 18th is today there.
describeFilter({
  filter: { type, operator: "anniversary" },
  matches: ["1990-06-18T08:00:00+10:00"],
  rejects: ["1990-06-17T08:00:00+10:00"],
  unreadable: [],
});

describeFilter({
  filter: { type, operator: "anniversary-month" },
  matches: ["1990-06-01", "1990-06-30T23:59:59Z"],
  rejects: ["1990-05-31T23:59:59Z", "1990-07-01"],
  unreadable,
});

// At 20:00 UTC on the last of June it is July at +10:00.
describeFilter({
  filter: { type, operator: "anniversary-month" },
  now: Date.parse("2026-06-30T20:00:00Z"),
  matches: ["1990-07-02T08:00:00+10:00", "1990-07-01T01:00:00+10:00", "1990-06-30T22:00:00-05:00"],
  rejects: ["1990-06-15T08:00:00+10:00", "1990-07-02"],
  unreadable: [],
});

describeFilter({
  filter: { type, operator: "calendar-month", value: 8 },
  matches: ["1990-08-01", "2026-08-31T23:59:59Z", "1990-08-01T00:30:00+02:00"],
  rejects: ["1990-07-31T23:59:59Z", "1990-09-01", "1990-07-31T23:30:00-02:00"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "calendar-month", value: 1 },
  matches: ["1990-01-31", 0],
  rejects: ["1990-12-31", "1990-02-01"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "anniversary-next", quantity: 3, unit: "day" },
  matches: ["1990-06-18", "1990-06-17T15:00:01Z", "1990-06-20T23:59:59Z", "2050-06-19"],
  rejects: ["1990-06-17", "1990-06-17T15:00:00Z", "1990-06-21", "1990-07-18"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "anniversary-last", quantity: 3, unit: "day" },
  matches: ["1990-06-14", "1990-06-17", "1990-06-17T15:00:00Z", "2050-06-15"],
  rejects: ["1990-06-13T23:59:59Z", "1990-06-17T15:00:01Z", "1990-06-18"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "anniversary-last", quantity: 2, unit: "hour" },
  matches: ["1990-06-17T13:00:00Z", "1990-06-17T15:30:00+02:00"],
  rejects: ["1990-06-17T12:59:59Z", "1990-06-17"],
  unreadable,
});

// Across the end of a year, both ways.
describeFilter({
  filter: { type, operator: "anniversary-next", quantity: 1, unit: "week" },
  now: Date.parse("2026-12-28T12:00:00Z"),
  matches: ["1990-01-01", "1990-12-31", "1990-01-04T23:59:59Z"],
  rejects: ["1990-01-05", "1990-12-28"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "anniversary-last", quantity: 1, unit: "week" },
  now: Date.parse("2026-01-03T12:00:00Z"),
  matches: ["1990-12-27", "1990-12-31", "1990-01-03"],
  rejects: ["1990-12-26T23:59:59Z", "1990-01-04"],
  unreadable,
});

// A day begins at midnight in the offset of the text.
describeFilter({
  filter: { type, operator: "anniversary-last", quantity: 1, unit: "day" },
  matches: ["1990-06-17T00:00:00+10:00"],
  rejects: ["1990-06-16T23:59:59+10:00", "1990-06-18T01:00:01+10:00"],
  unreadable: [],
});

// The 29th of February has an anniversary in leap years only.
describeFilter({
  filter: { type, operator: "anniversary-next", quantity: 10, unit: "day" },
  now: Date.parse("2026-02-25T12:00:00Z"),
  matches: ["1992-02-28", "1992-03-01"],
  rejects: ["1992-02-29"],
  unreadable: [],
});

describeFilter({
  filter: { type, operator: "anniversary-next", quantity: 10, unit: "day" },
  now: Date.parse("2028-02-25T12:00:00Z"),
  matches: ["1992-02-29"],
  rejects: [],
  unreadable: [],
});

describeFilter({
  filter: { type, operator: "calendar-month", value: 2 },
  matches: ["1992-02-29"],
  rejects: ["1992-03-01"],
  unreadable: [],
});
