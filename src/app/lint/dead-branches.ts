// Finds branches that no run can take: their conditions can't hold, or every run that matches them takes an earlier branch.

import type { Action } from "#core/flow/actions.ts";
import type { Flow } from "#core/flow/flow.ts";
import { type Groups, groupPath, type Path } from "#core/flow/flow-conditions.ts";
import type { BranchCondition } from "#core/flow/profile-conditions.ts";
import { triggerConditions } from "#core/flow/triggers.ts";
import { follows, type Group } from "#core/lint/exclusive-conditions.ts";
import { type FlowWarning, flowWarning } from "#core/lint/flow-warnings.ts";
import type { Problem } from "#core/problem.ts";
import { contradictionIn } from "./contradictions.ts";

/** A branch of a split, in the order of trying. */
interface BranchToTry {
  readonly name: string;
  /** Undefined: taken if no earlier branch is. */
  readonly groups: Groups | undefined;
  /** The position of its filter; for a branch without a filter, that of its link. */
  readonly path: Path;
  readonly leads: boolean;
}

/** Returns the branches of a flow's splits that are never taken. */
export function findDeadBranches(flow: Flow): Problem<FlowWarning>[] {
  const known = knownInEveryRun(flow);
  return flow.definition.actions.flatMap((action, index) => {
    const branches = branchesOf(action, ["definition", "actions", index]);
    return branches.flatMap((branch, index) => deadBranch(branch, branches.slice(0, index), known));
  });
}

function deadBranch(branch: BranchToTry, before: readonly BranchToTry[], known: readonly Group[]) {
  const { groups, path } = branch;
  const contradiction = groups && contradictionIn(groups, known);
  if (groups && contradiction) {
    const pointer = [...groupPath({ groups, path }, contradiction.group), 0];
    return [flowWarning("flow-branch-never-taken", pointer, `No run can take this branch: ${contradiction.words}.`)];
  }
  // A branch without a link is often not in the file at all.
  if (groups === undefined && !branch.leads) return [];
  const holding = [...known, ...(groups ?? [])];
  const taken = before.find((other) => other.groups?.every((group) => holding.some((held) => follows(group, held))));
  if (taken === undefined) return [];
  const message = `No run can take this branch: every run that gets here takes ${taken.name}, which is tried first.`;
  return [flowWarning("flow-branch-never-taken", path, message)];
}

/** Returns the conditions at the entry that still hold in every later step: those that read neither time nor history. */
function knownInEveryRun({ definition }: Flow): Group[] {
  const [trigger] = definition.triggers;
  const groups: Groups = [
    ...((trigger && triggerConditions(trigger)) ?? []),
    ...(definition.profile_filter?.condition_groups ?? []),
  ];
  return groups.filter(({ conditions }) => conditions.every(isLasting));
}

function isLasting(condition: BranchCondition): boolean {
  return "filter" in condition && condition.filter.type !== "date";
}

/** Returns the branches of a split, in the order in which they are tried. */
function branchesOf(action: Action, path: Path): BranchToTry[] {
  switch (action.type) {
    case "trigger-split":
      return trueOrFalse(action.links, action.data.trigger_filter, path, "trigger_filter");
    case "conditional-split":
      return trueOrFalse(action.links, action.data.profile_filter, path, "profile_filter");
    case "multi-branch-split":
      return branchesInOrder(action.data.branches, [...path, "data", "branches"]);
    default:
      return [];
  }
}

type Split = Extract<Action, { type: "trigger-split" | "conditional-split" }>;
type Branches = Extract<Action, { type: "multi-branch-split" }>["data"]["branches"];

function trueOrFalse(links: Split["links"], filter: { condition_groups: Groups }, path: Path, name: string) {
  return [
    { name: "next_if_true", groups: filter.condition_groups, path: [...path, "data", name], leads: true },
    {
      name: "next_if_false",
      groups: undefined,
      path: [...path, "links", "next_if_false"],
      leads: !!links.next_if_false,
    },
  ];
}

function branchesInOrder(branches: Branches, path: Path): BranchToTry[] {
  return branches
    .map(({ branch_id, branch_filter, links, is_else, order }, index) => ({
      name: `the branch "${branch_id}"`,
      groups: branch_filter?.condition_groups,
      path: [...path, index, branch_filter ? "branch_filter" : "branch_id"],
      leads: !!links?.next,
      order: is_else ? Number.POSITIVE_INFINITY : (order ?? index),
    }))
    .sort((a, b) => a.order - b.order);
}
