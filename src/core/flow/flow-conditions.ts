// All conditions of a flow with their paths: those of its trigger filter, its profile filter and its splits.

import type { Action } from "./actions.ts";
import type { FlowParts } from "./flow-parts.ts";
import type { BranchCondition } from "./profile-conditions.ts";

/** Keys and indexes that lead to a value in a flow file. */
export type Path = readonly (string | number)[];

/** Groups joined by AND, the conditions inside one by OR. */
export type Groups = readonly { readonly conditions: readonly BranchCondition[] }[];

/** The groups of one filter, and the path of the filter. */
interface PlacedGroups {
  readonly groups: Groups;
  readonly path: Path;
}

/** A condition and its path. */
interface PlacedCondition {
  readonly condition: BranchCondition;
  readonly path: Path;
}

/** Every condition of a flow that can be read, in the order in which a run can reach it. */
export function conditionsOfFlow({ triggers, profileFilter, actions }: FlowParts): PlacedCondition[] {
  const [trigger] = triggers;
  return [
    ...(trigger?.type === "metric"
      ? filterAt(trigger.trigger_filter, ["definition", "triggers", 0, "trigger_filter"])
      : []),
    ...filterAt(profileFilter, ["definition", "profile_filter"]),
    ...actions.flatMap(({ action }, index) => (action ? filtersOfAction(action, index) : [])),
  ].flatMap(placedConditions);
}

/** The path of the group with this index. */
export function groupPath({ path }: PlacedGroups, group: number): Path {
  return [...path, "condition_groups", group, "conditions"];
}

function filtersOfAction(action: Action, index: number): PlacedGroups[] {
  const data = ["definition", "actions", index, "data"];
  switch (action.type) {
    case "trigger-split":
      return filterAt(action.data.trigger_filter, [...data, "trigger_filter"]);
    case "conditional-split":
      return filterAt(action.data.profile_filter, [...data, "profile_filter"]);
    case "multi-branch-split":
      return action.data.branches.flatMap(({ branch_filter }, branch) =>
        filterAt(branch_filter, [...data, "branches", branch, "branch_filter"]),
      );
    default:
      return [];
  }
}

function filterAt(filter: { readonly condition_groups: Groups } | null | undefined, path: Path): PlacedGroups[] {
  return filter == null ? [] : [{ groups: filter.condition_groups, path }];
}

function placedConditions(filter: PlacedGroups): PlacedCondition[] {
  return filter.groups.flatMap(({ conditions }, group) =>
    conditions.map((condition, index) => ({ condition, path: [...groupPath(filter, group), index] })),
  );
}
