// The shape of waits and splits: the location of each problem inside them.

import { describe, expect, it } from "vitest";
import { acting, type RefusedFile, shapeProblems } from "#support/flow-files.ts";

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

const everyone = { condition_groups: [] };

function branching(...branches: unknown[]) {
  return acting({ id: "send", type: "multi-branch-split", data: { name: "By city", branches } });
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
    "a condition on the event, which a profile filter can't read",
    split({ type: "metric-property", field: "City", filter: { type: "existence", operator: "is-set" } }),
    [
      `${CONDITION}/type Must be one of "profile-property", "profile-metric", "profile-not-in-flow", but is "metric-property".`,
    ],
  ],
  [
    "a property that no profile has",
    split({ type: "profile-property", property: "emial", filter: { type: "existence", operator: "is-set" } }),
    [
      `${CONDITION}/property "emial" is not a field of a profile. Did you mean "email"? Write a custom property as properties['emial'].`,
    ],
  ],
  ["no branches", branching(), [`${DATA}/branches Must not be empty.`]],
  [
    "a branch without a filter, and an else branch with one",
    branching({ branch_id: "a" }, { branch_id: "b", is_else: true, branch_filter: everyone }),
    [
      `${DATA}/branches/0/branch_filter A branch needs a branch_filter, or is_else: true if it is for every profile that matches no other branch.`,
      `${DATA}/branches/1/branch_filter The else branch is taken if no other branch matches, so it has no filter. Remove branch_filter, or is_else.`,
    ],
  ],
  [
    "branches with the same id, order or else",
    branching(
      { branch_id: "a", order: 1, branch_filter: everyone },
      { branch_id: "a", order: 1, branch_filter: everyone },
      { branch_id: "c", is_else: true },
      { branch_id: "d", is_else: true },
    ),
    [
      `${DATA}/branches/1/branch_id Two branches have the id "a". Give each branch another branch_id.`,
      `${DATA}/branches/1/order Two branches have the order 1. Give each branch another order.`,
      `${DATA}/branches/3/is_else A split has one else branch, and this is the second. Remove is_else, or the branch.`,
    ],
  ],
  [
    "no timeframe",
    split({ type: "profile-not-in-flow" }),
    [`${CONDITION}/timeframe_filter The field "timeframe_filter" is required: an object.`],
  ],
];

describe("a flow file is refused, with every problem at its place, that has", () => {
  it.each(refused)("%s", (_, file, problems) => {
    expect(shapeProblems(file)).toEqual(problems);
  });
});
