// The examples of Klaviyo's Help Center ("Segmenting with dates reference") are among the rows. The present time is
// 15:00 UTC on the 17th of June.

import { describeFilter } from "./filter-table.ts";

const type = "date";
const unreadable = ["", "soon", "06/17/2026", true, ["2026-06-17"], {}];

describeFilter({
  filter: { type, operator: "in-the-last", quantity: 3, unit: "day" },
  matches: ["2026-06-14", "2026-06-14T00:00:00Z", "2026-06-17", "2026-06-17T15:00:00Z", 1_781_708_400],
  rejects: ["2026-06-13T23:59:59.999Z", "2026-06-17T15:00:00.001Z", "2026-06-18"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "in-the-last", quantity: 1, unit: "week" },
  matches: ["2026-06-10", "2026-06-17"],
  rejects: ["2026-06-09T23:59:59Z", "2026-06-18"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "in-the-last", quantity: 2, unit: "hour" },
  matches: ["2026-06-17T13:00:00Z", "2026-06-17T17:00:00+02:00"],
  rejects: ["2026-06-17T12:59:59.999Z", "2026-06-17", "2026-06-17T15:00:00.001Z"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "at-least", quantity: 3, unit: "day" },
  matches: ["2026-06-13T23:59:59.999Z", "1999-01-01"],
  rejects: ["2026-06-14T00:00:00Z", "2026-06-17", "2026-06-20"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "at-least", quantity: 2, unit: "hour" },
  matches: ["2026-06-17T12:59:59.999Z"],
  rejects: ["2026-06-17T13:00:00Z", "2026-06-17T16:00:00Z"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "in-the-next", quantity: 3, unit: "day" },
  matches: ["2026-06-17T15:00:00.001Z", "2026-06-18", "2026-06-20T23:59:59.999Z"],
  rejects: ["2026-06-17", "2026-06-17T15:00:00Z", "2026-06-21"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "in-the-next", quantity: 2, unit: "week" },
  matches: ["2026-07-01T23:59:59Z"],
  rejects: ["2026-07-02"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "in-the-next", quantity: 2, unit: "hour" },
  matches: ["2026-06-17T17:00:00Z", "2026-06-17T15:00:00.001Z"],
  rejects: ["2026-06-17T15:00:00Z", "2026-06-17T17:00:00.001Z"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "between", start: 3, end: 5, unit: "day" },
  matches: ["2026-06-12T00:00:00Z", "2026-06-13", "2026-06-14T23:59:59.999Z"],
  rejects: ["2026-06-11T23:59:59.999Z", "2026-06-15T00:00:00Z"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "between", start: 1, end: 2, unit: "week" },
  matches: ["2026-06-03", "2026-06-10T23:59:59Z"],
  rejects: ["2026-06-02T23:59:59Z", "2026-06-11"],
  unreadable,
});

describeFilter({
  filter: { type, operator: "between", start: 1, end: 2, unit: "hour" },
  matches: ["2026-06-17T13:00:00Z", "2026-06-17T14:00:00Z"],
  rejects: ["2026-06-17T12:59:59.999Z", "2026-06-17T14:00:00.001Z"],
  unreadable,
});
