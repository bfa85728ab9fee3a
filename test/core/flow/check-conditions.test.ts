// Rules for conditions beyond their schemas: a condition on an event looks at the event that starts the flow, and a count is
// compared with a number up to the limit.

import { describe, expect, it } from "vitest";
import { FLOW_FORMAT, readStoredFlow } from "#core/flow/stored-flow.ts";
import { MAX_COMPARED_COUNT } from "#core/profiles/history-span.ts";
import { runnableFlow } from "#core/runs/runnable-flow.ts";
import { acting, counted, type Fields, filtered, flowFile, problemsOf, triggered } from "#support/flow-files.ts";

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
  it("may name the metric of the trigger and no other; the problem says why and what to do", () => {
    expect(problemsOf(filtered(filter, { metric_id: "Placed Order" }))).toEqual([]);
    const why =
      'This condition can only read the event that starts the flow, "Placed Order". ' +
      "Remove metric_id, or use a condition of type profile-metric to count other events.";
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
  ])("with another metric is refused %s", (_, file, expected) => {
    expect(places(file)).toEqual(expected.map((place) => `flow-other-metric /definition/${place}`));
  });
});

describe("a trigger split", () => {
  it("repeats the id and the type of the flow's trigger", () => {
    expect(problemsOf(acting(triggerSplit({ trigger_id: "Added to Cart", trigger_type: "list" })))).toEqual([
      'flow-other-metric /definition/actions/0/data/trigger_type The flow starts on a metric, so the trigger_type of its splits is "metric".',
      'flow-other-metric /definition/actions/0/data/trigger_id A trigger split reads the event that started the flow, so its trigger_id is "Placed Order".',
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

describe("a count", () => {
  const NUMBERS: readonly [string, Fields][] = [
    ["equals", { value: MAX_COMPARED_COUNT + 1 }],
    ["between", { start: 0, end: MAX_COMPARED_COUNT + 0.5 }],
  ];
  const comparing = (measurement: string, operator: string, numbers: Fields) => ({
    ...counted("Placed Order", operator, 0, { operator: "alltime" }),
    measurement,
    measurement_filter: { type: "numeric", operator, ...numbers },
  });
  const PLACE = "condition_groups/0/conditions/0/measurement_filter";

  it.each(NUMBERS)("compared with a number above the limit is refused (%s)", (operator, numbers) => {
    const filter = groups(comparing("count", operator, numbers));
    const split = { id: "send", type: "conditional-split", links: {}, data: { profile_filter: filter } };
    expect(problemsOf(flowFile({}, { profile_filter: filter }))).toEqual([
      `flow-invalid /definition/profile_filter/${PLACE} A count can be compared with at most 1000, not with ${numbers["value"] ?? numbers["end"]}. Compare with a smaller number, or compare the sum.`,
    ]);
    expect(places(acting(split))).toEqual([`flow-invalid /definition/actions/0/data/profile_filter/${PLACE}`]);
    expect(places(acting(branches(filter)))).toEqual([
      `flow-invalid /definition/actions/0/data/branches/0/branch_filter/${PLACE}`,
    ]);
  });

  it("compared with the limit is accepted, and so is a larger sum", () => {
    const accepted = [
      comparing("count", "equals", { value: MAX_COMPARED_COUNT }),
      comparing("sum", "equals", { value: 1e6 }),
    ];
    for (const condition of accepted)
      expect(problemsOf(flowFile({}, { profile_filter: groups(condition) }))).toEqual([]);
  });

  it.each(NUMBERS)(
    "above the limit in a stored flow does not keep the flow from being read (%s)",
    (operator, numbers) => {
      const stored = flowFile({}, { profile_filter: groups(comparing("count", operator, numbers)) });
      for (const format of [undefined, "an earlier format", FLOW_FORMAT]) {
        const read = readStoredFlow(stored, format);
        expect(read && runnableFlow(read).id).toBe(stored["id"]);
      }
    },
  );
});
