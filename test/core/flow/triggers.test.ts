// Lists and segments: the events on which such flows start.

import { expect, it } from "vitest";
import { compileConditionGroups } from "#core/filters/condition-groups.ts";
import { triggerConditions, triggerMetric } from "#core/flow/triggers.ts";
import type { JsonObject } from "#core/json.ts";

const list = { type: "list", id: "Newsletter" } as const;
const segment = { type: "segment", id: "S7f" } as const;

it("a list starts on the metric for joining a list, a segment on the metric for entering a segment", () => {
  expect([list, segment].map(triggerMetric)).toEqual(["Subscribed to List", "Added to Segment"]);
});

it.each<readonly [JsonObject, boolean]>([
  [{ List: "Newsletter" }, true],
  [{ List: "newsletter" }, false],
  [{ List: "Others" }, false],
  [{ list_id: "Newsletter" }, true],
  [{ List: { id: "x1", name: "Newsletter" } }, true],
  [{ list: { id: "Newsletter", name: "News" } }, true],
  [{ "List Name": "Newsletter" }, true],
  [{ Segment: "Newsletter" }, false],
  [{ Source: "Newsletter" }, false],
  [{}, false],
])("an event with %j starts the flow of the list Newsletter: %s", (properties, starts) => {
  const groups = triggerConditions(list);
  expect(groups && compileConditionGroups(groups).matches({ properties }, 0)).toBe(starts);
});

it("a segment is found by id or name", () => {
  const groups = triggerConditions(segment);
  const conditions = groups && compileConditionGroups(groups);
  const matches = (properties: JsonObject) => conditions?.matches({ properties }, 0);
  expect([matches({ segment_id: "S7f" }), matches({ Segment: "S7f" }), matches({ List: "S7f" })]).toEqual([
    true,
    true,
    false,
  ]);
});
