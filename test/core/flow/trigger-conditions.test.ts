// Conditions on the event, wherever they stand: they can ask about the event that starts the flow, and about no other.

import { describe, expect, it } from "vitest";
import { acting, type Fields, filtered, flowFile, problemsOf, triggered } from "./flow-files.ts";

const filter = { type: "string", operator: "equals", value: "a" };
const condition = { type: "metric-property", field: "City", filter };
const own = { ...condition, metric_id: "Placed Order" };
const other = { ...condition, metric_id: "Added to Cart" };

const groups = (...conditions: unknown[]) => ({ condition_groups: [{ conditions }] });

function triggerSplit(data: Fields): Fields {
  const good = { trigger_filter: groups(condition), trigger_id: "Placed Order", trigger_type: "metric" };
  return { id: "send", type: "trigger-split", links: {}, data: { ...good, ...data } };
}

function branches(...filters: unknown[]): Fields {
  const list = filters.map((branch_filter, index) => ({ branch_id: `b${index}`, branch_filter }));
  return { id: "send", type: "multi-branch-split", data: { name: "By city", branches: list } };
}

const places = (file: unknown) => problemsOf(file).map((problem) => problem.split(" ", 2).join(" "));

describe("a condition on the event", () => {
  it("may name the trigger's own metric, and no other: why and what to do is told", () => {
    expect(problemsOf(filtered(filter, { metric_id: "Placed Order" }))).toEqual([]);
    const why =
      'Only the event that starts the flow, "Placed Order", can be looked at here; leave metric_id out. ' +
      "What else happened is asked by a condition of type profile-metric.";
    expect(problemsOf(filtered(filter, { metric_id: "Added to Cart" }))).toEqual([
      `flow-other-metric /definition/triggers/0/trigger_filter/condition_groups/0/conditions/0/metric_id ${why}`,
    ]);
  });

  it.each<[string, unknown, string[]]>([
    [
      "in any group of the trigger's filter",
      triggered({
        type: "metric",
        id: "Placed Order",
        trigger_filter: {
          condition_groups: [{ conditions: [own, other] }, { conditions: [condition] }, { conditions: [other] }],
        },
      }),
      [
        "triggers/0/trigger_filter/condition_groups/0/conditions/1/metric_id",
        "triggers/0/trigger_filter/condition_groups/2/conditions/0/metric_id",
      ],
    ],
    [
      "in a trigger split",
      acting(triggerSplit({ trigger_filter: groups(own, other) })),
      ["actions/0/data/trigger_filter/condition_groups/0/conditions/1/metric_id"],
    ],
    [
      "in a branch",
      acting(branches(groups(own), groups(condition, other))),
      ["actions/0/data/branches/1/branch_filter/condition_groups/0/conditions/1/metric_id"],
    ],
    [
      "in a flow on a list, whose metric is that of joining one",
      flowFile(
        {},
        {
          triggers: [{ type: "list", id: "Newsletter" }],
          actions: [branches(groups({ ...condition, metric_id: "Subscribed to List" }), groups(other))],
        },
      ),
      ["actions/0/data/branches/1/branch_filter/condition_groups/0/conditions/0/metric_id"],
    ],
  ])("is told %s", (_, file, expected) => {
    expect(places(file)).toEqual(expected.map((place) => `flow-other-metric /definition/${place}`));
  });
});

describe("a trigger split", () => {
  it("names the flow's trigger once more, by its id and its type", () => {
    expect(problemsOf(acting(triggerSplit({ trigger_id: "Added to Cart", trigger_type: "list" })))).toEqual([
      'flow-other-metric /definition/actions/0/data/trigger_type The flow starts on a metric, so the trigger_type of its splits is "metric".',
      'flow-other-metric /definition/actions/0/data/trigger_id A trigger split looks at what started the flow: its trigger_id is "Placed Order".',
    ]);
  });

  it("of a flow on a segment names the segment", () => {
    const split = (trigger_id: string) =>
      flowFile(
        {},
        {
          triggers: [{ type: "segment", id: "VIP" }],
          actions: [triggerSplit({ trigger_id, trigger_type: "segment" })],
        },
      );
    expect(places(split("VIP"))).toEqual([]);
    expect(places(split("Added to Segment"))).toEqual(["flow-other-metric /definition/actions/0/data/trigger_id"]);
  });
});
