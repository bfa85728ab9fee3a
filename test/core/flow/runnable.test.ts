import { describe, expect, it } from "vitest";
import { acting, type Fields, filtered, flowFile, problemsOf, triggered, webhook } from "./flow-files.ts";

const FILTER = { type: "string", operator: "equals", value: "a" };
const GROUPS = { condition_groups: [{ conditions: [{ type: "metric-property", field: "City", filter: FILTER }] }] };
const PROFILE = {
  condition_groups: [{ conditions: [{ type: "profile-property", property: "email", filter: FILTER }] }],
};

/** Rule and pointer of each problem. */
function found(file: unknown): string[] {
  return problemsOf(file).map((problem) => problem.split(" ").slice(0, 2).join(" "));
}

describe("what the language knows and this version does not run is refused", () => {
  it.each<[string, Fields]>([
    ["list", { type: "list", id: "L" }],
    ["segment", { type: "segment", id: "S" }],
    [
      "date",
      {
        type: "date",
        date_field_type: "profile-property",
        date_profile_property: "Birthday",
        timedelta_value_before_date: 0,
        trigger_time: "09:00:00",
      },
    ],
    ["price-drop", { type: "price-drop", price_drop_amount_value: 5 }],
    ["low-inventory", { type: "low-inventory", inventory_count: 5 }],
    ["scheduled", { type: "scheduled" }],
  ])("the trigger %s", (type, trigger) => {
    const [problem] = problemsOf(triggered(trigger));
    expect(problem).toMatch(/^flow-not-supported \/definition\/triggers\/0\/type /);
    expect(problem).toContain(`"${type}"`);
  });

  it.each<[string, Fields]>([
    ["time-delay", { data: { unit: "days", value: 1 } }],
    ["target-date", { data: { target_time: "09:00" } }],
    [
      "trigger-split",
      {
        links: { next_if_true: null, next_if_false: null },
        data: { trigger_filter: GROUPS, trigger_id: "Placed Order", trigger_type: "metric" },
      },
    ],
    ["conditional-split", { links: { next_if_true: null, next_if_false: null }, data: { profile_filter: PROFILE } }],
    ["multi-branch-split", { data: { name: "By city", branches: [{ branch_id: "a", branch_filter: GROUPS }] } }],
  ])("the action %s", (type, fields) => {
    const [problem, ...more] = problemsOf(acting({ id: "send", type, ...fields }));
    expect(more).toEqual([]);
    expect(problem).toBe(
      `flow-not-supported /definition/actions/0/type The action "${type}" is part of the flow language but does not run in this version.`,
    );
  });

  it.each<[string, unknown]>([
    ["/definition/profile_filter", flowFile({}, { profile_filter: PROFILE })],
    ["/definition/reentry_criteria", flowFile({}, { reentry_criteria: { duration: 1, unit: "week" } })],
    ["/status", flowFile({ status: "manual" })],
    [
      "/definition/actions/0/data/status",
      acting(webhook({ data: { status: "manual", message: { url: "https://api.example.com/" } } })),
    ],
  ])("%s", (pointer, file) => {
    expect(found(file)).toEqual([`flow-not-supported ${pointer}`]);
  });
});

describe("a flow can't start on", () => {
  it.each(["Received Email", "Opened Email", "Clicked Email", "Received SMS", "Clicked SMS"])("%s", (id) => {
    expect(found(triggered({ type: "metric", id }))).toEqual(["flow-metric-refused /definition/triggers/0/id"]);
  });

  it("more than one trigger", () => {
    const trigger = { type: "metric", id: "Placed Order" };
    expect(found(flowFile({}, { triggers: [trigger, trigger] }))).toEqual(["flow-invalid /definition/triggers"]);
  });
});

describe("a condition of the trigger filter", () => {
  it("may name the trigger's own metric", () => {
    expect(found(filtered(FILTER, { metric_id: "Placed Order" }))).toEqual([]);
  });

  it("can name no other", () => {
    expect(found(filtered(FILTER, { metric_id: "Added to Cart" }))).toEqual([
      "flow-other-metric /definition/triggers/0/trigger_filter/condition_groups/0/conditions/0/metric_id",
    ]);
  });
});
