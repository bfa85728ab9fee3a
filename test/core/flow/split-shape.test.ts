// The shape of what does not run yet is checked all the same, so that it can't be refused with a wrong reason.

import { describe, expect, it } from "vitest";
import { acting, type RefusedFile, shapeProblems } from "./flow-files.ts";

const DATA = "/definition/actions/0/data";
const CONDITION = `${DATA}/profile_filter/condition_groups/0/conditions/0`;
const counted = {
  type: "profile-metric",
  metric_id: "Placed Order",
  measurement: "count",
  measurement_filter: { type: "numeric", operator: "equals", value: 0 },
  timeframe_filter: { type: "date", operator: "flow-start" },
};

function split(condition: unknown) {
  const data = { profile_filter: { condition_groups: [{ conditions: [condition] }] } };
  return acting({ id: "send", type: "conditional-split", links: {}, data });
}

function waiting(data: object) {
  return acting({ id: "send", type: "time-delay", data });
}

const refused: readonly RefusedFile[] = [
  [
    "a wait of weeks",
    waiting({ unit: "weeks", value: 1 }),
    [`${DATA}/unit Must be one of "days", "hours", "minutes", but is "weeks".`],
  ],
  ["a wait of less than nothing", waiting({ value: -1 }), [`${DATA}/value Must be at least 0.`]],
  [
    "a time of day without a zero, and a day in short",
    waiting({ value: 1, delay_until_time: "9:30", delay_until_weekdays: ["mon"] }),
    [
      `${DATA}/delay_until_time Must be a time of day such as "09:30:00".`,
      `${DATA}/delay_until_weekdays/0 Must be one of "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", but is "mon".`,
    ],
  ],
  [
    "a timeframe with a wrong operator",
    split({ ...counted, timeframe_filter: { type: "date", operator: "all-time" } }),
    [
      expect.stringMatching(
        /^\S+\/timeframe_filter\/operator Must be one of "alltime", "flow-start", "before", .* Did you mean "alltime"\?$/,
      ),
    ],
  ],
  [
    "a timeframe with a value of another kind",
    split({ ...counted, timeframe_filter: { type: "date", operator: "in-the-last", unit: "day", quantity: "3" } }),
    [`${CONDITION}/timeframe_filter/quantity Must be a number, but is "3".`],
  ],
  [
    "a timeframe of another type",
    split({ ...counted, timeframe_filter: { type: "dates", operator: "alltime" } }),
    [`${CONDITION}/timeframe_filter/type Must be "date", but is "dates".`],
  ],
  [
    "a timeframe that is too much",
    split({ ...counted, timeframe_filter: { type: "date", operator: "alltime", quantity: 3 } }),
    [`${CONDITION}/timeframe_filter/quantity There is no field "quantity" here. Known here: "type", "operator".`],
  ],
  [
    "no timeframe",
    split({ type: "profile-not-in-flow" }),
    [`${CONDITION}/timeframe_filter This field is required: an object.`],
  ],
];

describe("a flow file is refused, with every problem at its place, that has", () => {
  it.each(refused)("%s", (_, file, problems) => {
    expect(shapeProblems(file)).toEqual(problems);
  });
});
