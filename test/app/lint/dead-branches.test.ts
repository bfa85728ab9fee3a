import { describe, expect, it } from "vitest";
import { type Fields, flowFile, webhook } from "#support/flow-files.ts";
import { city, groups, mail, warningPlaces, warnings } from "./linted.ts";

const ordered = {
  type: "profile-metric",
  metric_id: "Fulfilled Order",
  measurement: "count",
  measurement_filter: { type: "numeric", operator: "greater-than", value: 0 },
  timeframe_filter: { type: "date", operator: "flow-start" },
};
const recent = { type: "metric-property", field: "Day", filter: { type: "date", operator: "anniversary" } };

/** A flow on orders from Bern by a@b.example that begins with this action. All its webhooks are live. */
function flow(action: Fields): Fields {
  const trigger_filter = groups([city("Bern")], [recent]);
  const profile_filter = groups([mail("a@b.example")], [ordered]);
  const triggers = [{ type: "metric", id: "Placed Order", trigger_filter }];
  return flowFile({}, { triggers, profile_filter, entry_action_id: "split", actions: [action, webhook()] });
}

const SEND = { next_if_true: "send", next_if_false: "send" };

function triggerSplit(trigger_filter: Fields, links: Fields = SEND): Fields {
  return flow({
    id: "split",
    type: "trigger-split",
    links,
    data: { trigger_filter, trigger_id: "Placed Order", trigger_type: "metric" },
  });
}

function split(profile_filter: Fields, links: Fields = SEND): Fields {
  return flow({ id: "split", type: "conditional-split", links, data: { profile_filter } });
}

function branching(...branches: Fields[]): Fields {
  const all = branches.map((branch, index) => ({ branch_id: `b${index}`, links: { next: "send" }, ...branch }));
  return flow({ id: "split", type: "multi-branch-split", data: { name: "By city", branches: all } });
}

const at = (path: string) => `flow-branch-never-taken /actions/0/data/${path}`;
const FALSE = "flow-branch-never-taken /actions/0/links/next_if_false";

describe("a branch that no run can take is reported", () => {
  it("with the conditions that exclude each other", () => {
    expect(warnings(triggerSplit(groups([city("Basel")])))).toEqual([
      "flow-branch-never-taken /definition/actions/0/data/trigger_filter/condition_groups/0/conditions/0 No run can take " +
        'this branch: (City equals "Bern") and (City equals "Basel") exclude each other.',
    ]);
  });

  it("with the earlier branch that all runs take", () => {
    expect(
      warnings(
        branching({ branch_filter: groups([mail("x"), mail("a@b.example")]) }, { branch_filter: groups([ordered]) }),
      ),
    ).toEqual([
      "flow-branch-never-taken /definition/actions/0/data/branches/1/branch_filter No run can take this branch: every run " +
        'that gets here takes the branch "b0", which is tried first.',
    ]);
  });

  it.each<[string, Fields, string[]]>([
    [
      "a branch that the trigger's filter excludes",
      triggerSplit(groups([city("Basel")])),
      [at("trigger_filter/condition_groups/0/conditions/0")],
    ],
    [
      "a branch that the profile filter excludes",
      split(groups([mail("x")])),
      [at("profile_filter/condition_groups/0/conditions/0")],
    ],
    [
      "a branch with two groups that exclude each other",
      split(groups([{ ...mail("x"), property: "first_name" }], [{ ...mail("y"), property: "first_name" }])),
      [at("profile_filter/condition_groups/1/conditions/0")],
    ],
    ["the false branch of a filter that every run matches", triggerSplit(groups([city("Bern")])), [FALSE]],
    ["the false branch of a filter that is even wider", triggerSplit(groups([city("Bern"), city("Basel")])), [FALSE]],
    ["the false branch of a filter without conditions", split({ condition_groups: [] }), [FALSE]],
    [
      "a branch with the filter of an earlier one",
      branching({ branch_filter: groups([city("Bern"), ordered]) }, { branch_filter: groups([ordered, city("Bern")]) }),
      [at("branches/1/branch_filter")],
    ],
    [
      "a branch with a narrower filter than an earlier one",
      branching(
        { branch_filter: groups([{ ...ordered, metric_id: "A" }]) },
        { branch_filter: groups([{ ...ordered, metric_id: "A" }], [{ ...ordered, metric_id: "B" }]) },
      ),
      [at("branches/1/branch_filter")],
    ],
    [
      "the branch that is tried last, although it is listed first",
      branching(
        { order: 2, branch_filter: groups([{ ...ordered, metric_id: "A" }]) },
        { order: 1, branch_filter: groups([{ ...ordered, metric_id: "A" }]) },
      ),
      [at("branches/0/branch_filter")],
    ],
    [
      "the else branch if another branch matches every run",
      branching({ is_else: true }, { branch_filter: groups([city("Bern")]) }),
      [at("branches/0/branch_id")],
    ],
  ])("%s", (_, file, expected) => {
    expect(warningPlaces(file)).toEqual(expected);
  });
});

describe("a branch that a run may take is not reported:", () => {
  it.each<[string, Fields]>([
    ["another field", triggerSplit(groups([{ ...city("Basel"), field: "Country" }]))],
    [
      "a filter on a part of the matching runs",
      split(groups([mail("a@b.example")], [{ ...mail("x"), property: "first_name" }])),
    ],
    ["a filter on later events, even if the entry requires the same", split(groups([{ ...ordered }]))],
    ["a filter on the day of the entry", triggerSplit(groups([recent]))],
    ["a false branch that is not connected", triggerSplit(groups([city("Bern")]), { next_if_true: "send" })],
    [
      "a branch with a wider filter than an earlier one",
      branching(
        { branch_filter: groups([{ ...ordered, metric_id: "A" }], [{ ...ordered, metric_id: "B" }]) },
        { branch_filter: groups([{ ...ordered, metric_id: "A" }]) },
        { is_else: true },
      ),
    ],
    [
      "the else branch if no other branch matches every run",
      branching({ is_else: true }, { branch_filter: groups([{ ...mail("x"), property: "first_name" }]) }),
    ],
  ])("%s", (_, file) => {
    expect(warningPlaces(file)).toEqual([]);
  });
});
