import { describe, expect, it } from "vitest";
import {
  compileConditionGroups,
  conditionGroupsSchema,
  MAX_CONDITIONS,
  MAX_GROUPS,
} from "#core/filters/condition-groups.ts";
import { MAX_FIELD_LENGTH } from "#core/filters/limits.ts";
import type { JsonObject } from "#core/json.ts";
import { NOW } from "./filter-table.ts";

const isSet = (field: string) => ({
  type: "metric-property",
  field,
  filter: { type: "existence", operator: "is-set" },
});

const groups = (...fields: string[][]) => ({
  condition_groups: fields.map((names) => ({ conditions: names.map(isSet) })),
});

function compile(filter: object) {
  return compileConditionGroups(conditionGroupsSchema.parse(filter).condition_groups);
}

function matches(filter: object, properties: JsonObject): boolean {
  return compile(filter).matches({ properties }, NOW);
}

describe("condition groups", () => {
  it("are joined by AND, the conditions inside one by OR", () => {
    const filter = groups(["a", "b"], ["c"]);
    expect(matches(filter, { a: 1, c: 1 })).toBe(true);
    expect(matches(filter, { b: 1, c: 1 })).toBe(true);
    expect(matches(filter, { a: 1, b: 1 })).toBe(false);
    expect(matches(filter, { c: 1 })).toBe(false);
    expect(matches(filter, {})).toBe(false);
  });

  it("keep each condition with its source, so that a mismatch can be explained", () => {
    const [[condition] = []] = compile(groups(["a"])).groups;
    expect(condition?.source).toEqual(isSet("a"));
    expect(condition?.read({ properties: { a: 5 } })).toBe(5);
    expect(condition?.test(5, NOW)).toBe(true);
  });

  it("compare relative dates with the given time", () => {
    const filter = { type: "date", operator: "in-the-last", unit: "day", quantity: 1 };
    const compiled = compile({ condition_groups: [{ conditions: [{ ...isSet("on"), filter }] }] });
    const event = { properties: { on: "2026-06-17" } };
    expect(compiled.matches(event, Date.parse("2026-06-18T23:00:00Z"))).toBe(true);
    expect(compiled.matches(event, Date.parse("2026-06-19T00:00:00Z"))).toBe(false);
  });

  it("find the event's value under $value", () => {
    const filter = { type: "numeric", operator: "greater-than", value: 500 };
    const compiled = compile({ condition_groups: [{ conditions: [{ ...isSet("$value"), filter }] }] });
    expect(compiled.matches({ properties: {}, value: 501 }, NOW)).toBe(true);
    expect(compiled.matches({ properties: {}, value: 500 }, NOW)).toBe(false);
    expect(compiled.matches({ properties: {} }, NOW)).toBe(false);
  });
});

describe("the schema of condition groups", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `field ${index}`);
  const one = isSet("a");

  it.each([
    ["one condition", groups(["a"])],
    ["the metric of the trigger", { condition_groups: [{ conditions: [{ ...one, metric_id: "Placed Order" }] }] }],
    ["as many conditions as allowed", groups(many(MAX_CONDITIONS))],
    ["as many groups as allowed", groups(...many(MAX_GROUPS).map((field) => [field]))],
    ["the longest field", groups(["a".repeat(MAX_FIELD_LENGTH)])],
  ])("accepts %s", (_what, filter) => {
    expect(conditionGroupsSchema.safeParse(filter).error).toBeUndefined();
  });

  it.each([
    ["no groups", { condition_groups: [] }, "condition_groups"],
    ["a group without conditions", groups(["a"], []), "condition_groups.1.conditions"],
    ["too many conditions in one group", groups(many(MAX_CONDITIONS + 1)), "condition_groups"],
    ["too many conditions in all groups", groups(many(MAX_CONDITIONS - 1), ["a", "b"]), "condition_groups"],
    ["an unknown key next to the groups", { ...groups(["a"]), operator: "or" }, ""],
    ["an unknown key of a group", { condition_groups: [{ conditions: [one], not: true }] }, "condition_groups.0"],
    [
      "an unknown key of a condition",
      { condition_groups: [{ conditions: [{ ...one, property: "a" }] }] },
      "condition_groups.0.conditions.0",
    ],
    [
      "another type of condition",
      { condition_groups: [{ conditions: [{ ...one, type: "profile-property" }] }] },
      "condition_groups.0.conditions.0.type",
    ],
    ["an empty field", groups([""]), "condition_groups.0.conditions.0.field"],
    ["too long a field", groups(["a".repeat(MAX_FIELD_LENGTH + 1)]), "condition_groups.0.conditions.0.field"],
    [
      "an empty metric",
      { condition_groups: [{ conditions: [{ ...one, metric_id: "" }] }] },
      "condition_groups.0.conditions.0.metric_id",
    ],
  ])("refuses %s", (_what, filter, path) => {
    const issues = conditionGroupsSchema.safeParse(filter).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });
});
