import { describe, expect, it } from "vitest";
import { compileConditionGroups } from "#core/filters/condition-groups.ts";
import { type Trigger, triggerConditions, triggerMetric, triggerSchema } from "#core/flow/triggers.ts";
import type { JsonObject } from "#core/json.ts";

const joined = (type: string, id: string) => triggerSchema.parse({ type, id });

function starts(trigger: Trigger, properties: JsonObject): boolean {
  const conditions = triggerConditions(trigger);
  return conditions === undefined || compileConditionGroups(conditions).matches({ properties }, 0);
}

describe("a flow", () => {
  it.each([
    ["metric", "Placed Order", "Placed Order"],
    ["list", "Newsletter", "Subscribed to List"],
    ["segment", "VIP", "Added to Segment"],
  ])("on a %s starts on events of one metric", (type, id, metric) => {
    expect(triggerMetric(joined(type, id))).toBe(metric);
  });

  it("on anything else starts on none", () => {
    const trigger = triggerSchema.parse({ type: "scheduled" });
    expect([triggerMetric(trigger), triggerConditions(trigger)]).toEqual([undefined, undefined]);
  });

  it("on a metric without a filter starts on each of its events", () => {
    expect(triggerConditions(joined("metric", "Placed Order"))).toBe(undefined);
  });
});

describe("the list of an event is found", () => {
  it.each<JsonObject>([
    { List: "Newsletter" },
    { List: { id: "Newsletter" } },
    { List: { name: "Newsletter" } },
    { list: "Newsletter" },
    { list_id: "Newsletter", list_name: "The paper" },
    { "List ID": "X1", "List Name": "Newsletter" },
  ])("in %j, by id or name", (properties) => {
    expect(starts(joined("list", "Newsletter"), properties)).toBe(true);
    expect(starts(joined("list", "newsletter"), properties)).toBe(false);
  });

  it.each<JsonObject>([{}, { List: "Sale" }, { Segment: "Newsletter" }, { List: ["Newsletter"] }, { List: null }])(
    "not in %j",
    (properties) => {
      expect(starts(joined("list", "Newsletter"), properties)).toBe(false);
    },
  );
});

describe("the segment of an event is found", () => {
  it.each<JsonObject>([
    { Segment: "VIP" },
    { segment: { id: "VIP" } },
    { segment_name: "VIP" },
    { "Segment ID": "VIP" },
  ])("in %j, by id or name", (properties) => {
    expect(starts(joined("segment", "VIP"), properties)).toBe(true);
  });

  it.each<JsonObject>([{}, { Segment: "V" }, { List: "VIP" }])("not in %j", (properties) => {
    expect(starts(joined("segment", "VIP"), properties)).toBe(false);
  });
});
