import { describeFilter } from "./filter-table.ts";

const type = "date";
const notDates = ["", "yesterday", "2026-06", "2026-6-10", "2026-02-29", "2026-06-10T24:00:00Z", true, [], {}, 1e300];
const seconds = (text: string) => Date.parse(text) / 1000;

describeFilter({
  filter: { type, operator: "before", date: "2026-06-10" },
  matches: [
    "2026-06-09",
    "2026-06-09T23:59:59Z",
    "2026-06-09 23:59",
    "2026-06-10T00:30:00+01:00",
    "2026-06-10T00:30:00+0100",
    seconds("2026-06-09T23:59:59Z"),
    0,
    -1,
  ],
  rejects: [
    "2026-06-10",
    "2026-06-10T00:00:00Z",
    "2026-06-10 00:00:00",
    "2026-06-09T23:30:00-01:00",
    "2026-06-11",
    seconds("2026-06-10T00:00:00Z"),
  ],
  unreadable: notDates,
});

describeFilter({
  filter: { type, operator: "after", date: "2026-06-10T00:00:00+00:00" },
  matches: ["2026-06-11", "2026-06-11T00:00:00Z", seconds("2026-06-11T00:00:00Z")],
  rejects: ["2026-06-10", "2026-06-10T23:59:59.999Z", "2026-06-09"],
  unreadable: notDates,
});

describeFilter({
  filter: { type, operator: "after", date: "2026-06-10T13:30:00Z" },
  matches: ["2026-06-10T13:30:00.001Z", "2026-06-10T13:31", "2026-06-11"],
  rejects: ["2026-06-10T13:30:00Z", "2026-06-10", "2026-06-10T15:00:00+02:00"],
  unreadable: notDates,
});

describeFilter({
  filter: { type, operator: "before", date: "2026-06-10T13:30:00Z" },
  matches: ["2026-06-10T13:29:59.999Z", "2026-06-10"],
  rejects: ["2026-06-10T13:30:00Z", "2026-06-10T13:30:00.000123Z"],
  unreadable: notDates,
});

describeFilter({
  filter: { type, operator: "between-static", start: "2026-06-10", end: "2026-06-15" },
  matches: ["2026-06-10", "2026-06-12T12:00:00Z", "2026-06-15", "2026-06-15T23:59:59.999Z"],
  rejects: ["2026-06-09T23:59:59.999Z", "2026-06-16", "2026-06-16T00:00:00Z"],
  unreadable: notDates,
});

describeFilter({
  filter: { type, operator: "between-static", start: "2026-06-10T08:00:00Z", end: "2026-06-10T09:00:00Z" },
  matches: ["2026-06-10T08:00:00Z", "2026-06-10T09:00:00Z", "2026-06-10T10:30:00+02:00"],
  rejects: ["2026-06-10T07:59:59.999Z", "2026-06-10T09:00:00.001Z", "2026-06-10"],
  unreadable: notDates,
});
