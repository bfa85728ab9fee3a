import { describe, expect, it } from "vitest";
import { acting, type Fields, filtered, flowFile, problemsOf, triggered, webhook } from "./flow-files.ts";

const NOT_YET = "is part of the flow language but does not run in this version";
const NO_DATA = "starts on data that Flowhook does not have: flows start on events that are sent to it";
const TRIGGER = "flow-not-supported /definition/triggers/0/type";
const ACTION = "flow-not-supported /definition/actions/0/type";

const filter = { type: "string", operator: "equals", value: "a" };
const condition = { type: "metric-property", field: "City", filter };
const onEvent = { condition_groups: [{ conditions: [condition] }] };
const onProfile = { condition_groups: [{ conditions: [{ type: "profile-property", property: "email", filter }] }] };
const date = {
  type: "date",
  date_field_type: "profile-property",
  date_profile_property: "Birthday",
  timedelta_value_before_date: 0,
  trigger_time: "09:00:00",
};

describe("what the language knows and does not run is refused, with the reason and the way out:", () => {
  it.each<[string, Fields, string]>([
    [
      "list",
      { id: "Newsletter" },
      `${NOT_YET}. Use a metric trigger on "Subscribed to List" with a trigger_filter on the list`,
    ],
    ["segment", { id: "VIP" }, `${NOT_YET}. Use a metric trigger on "Added to Segment" with a trigger_filter`],
    ["date", date, `${NOT_YET}. Send an event on the day, for instance "Birthday", and use a metric trigger`],
    ["price-drop", { price_drop_amount_value: 5 }, NO_DATA],
    ["low-inventory", {}, NO_DATA],
    ["scheduled", {}, NO_DATA],
  ])("the trigger %s", (type, fields, why) => {
    expect(problemsOf(triggered({ type, ...fields }))).toEqual([`${TRIGGER} The trigger "${type}" ${why}.`]);
  });

  it.each<[string, Fields]>([
    ["time-delay", { data: { unit: "days", value: 1 } }],
    ["target-date", { data: { target_time: "09:00" } }],
    [
      "trigger-split",
      { links: {}, data: { trigger_filter: onEvent, trigger_id: "Placed Order", trigger_type: "metric" } },
    ],
    ["conditional-split", { links: {}, data: { profile_filter: onProfile } }],
    ["multi-branch-split", { data: { name: "By city", branches: [{ branch_id: "a", branch_filter: onEvent }] } }],
  ])("the action %s", (type, fields) => {
    expect(problemsOf(acting({ id: "send", type, ...fields }))).toEqual([`${ACTION} The action "${type}" ${NOT_YET}.`]);
  });

  it.each<[string, string, Fields]>([
    ["/definition/profile_filter", '"profile_filter"', flowFile({}, { profile_filter: onProfile })],
    [
      "/definition/reentry_criteria",
      '"reentry_criteria"',
      flowFile({}, { reentry_criteria: { unit: "week", duration: 4 } }),
    ],
    ["/status", 'The status "manual"', flowFile({ status: "manual" })],
    [
      "/definition/actions/0/data/status",
      'The status "manual"',
      acting(webhook({ data: { status: "manual", message: { url: "https://api.example.com/" } } })),
    ],
  ])("%s", (pointer, what, file) => {
    expect(problemsOf(file)).toEqual([`flow-not-supported ${pointer} ${what} ${NOT_YET}.`]);
  });

  it("all of it at once, in a draft as well", () => {
    const actions = [webhook({ links: { next: "wait" } }), { id: "wait", type: "time-delay", data: { value: 1 } }];
    const definition = { triggers: [{ type: "scheduled" }], profile_filter: onProfile, actions };
    const problems = problemsOf(flowFile({ status: "draft" }, definition));
    expect(problems.map((problem) => problem.split(" ", 2).join(" "))).toEqual([
      TRIGGER,
      "flow-not-supported /definition/profile_filter",
      "flow-not-supported /definition/actions/1/type",
    ]);
  });
});

describe("a trigger", () => {
  const messages = ["Received Email", "Opened Email", "Clicked Email", "Received SMS", "Clicked SMS"];
  it.each([...messages, "Received Push", "Opened Push"])("on %s is refused", (id) => {
    const why = "can't start a webhook flow: received, opened and clicked messages trigger nothing.";
    expect(problemsOf(triggered({ type: "metric", id }))).toEqual([
      `flow-metric-refused /definition/triggers/0/id "${id}" ${why}`,
    ]);
  });

  it.each(["Placed Order", "Subscribed to List", "Opened Email Preferences", "received email"])(
    "on %s is accepted",
    (id) => {
      expect(problemsOf(triggered({ type: "metric", id }))).toEqual([]);
    },
  );

  it("of another type may have any name: it is refused for its type alone", () => {
    expect(problemsOf(triggered({ type: "list", id: "Opened Email" }))).toEqual([expect.stringContaining(TRIGGER)]);
  });
});

describe("a condition of the trigger filter", () => {
  const OTHER = 'A trigger filter can look at "Placed Order" only, which triggers the flow; leave metric_id out.';

  it("may name the trigger's own metric, and no other", () => {
    expect(problemsOf(filtered(filter, { metric_id: "Placed Order" }))).toEqual([]);
    expect(problemsOf(filtered(filter, { metric_id: "Added to Cart" }))).toEqual([
      `flow-other-metric /definition/triggers/0/trigger_filter/condition_groups/0/conditions/0/metric_id ${OTHER}`,
    ]);
  });

  it("is told wherever it stands", () => {
    const own = { ...condition, metric_id: "Placed Order" };
    const other = { ...condition, metric_id: "Added to Cart" };
    const condition_groups = [{ conditions: [own, other] }, { conditions: [condition] }, { conditions: [other] }];
    const file = triggered({ type: "metric", id: "Placed Order", trigger_filter: { condition_groups } });
    expect(problemsOf(file).map((problem) => /condition_groups\S+/.exec(problem)?.[0])).toEqual([
      "condition_groups/0/conditions/1/metric_id",
      "condition_groups/2/conditions/0/metric_id",
    ]);
  });
});
