// From the actions of a flow file to steps.

import type { Action } from "../flow/actions.ts";
import { type ConditionContext, compileConditions } from "../profiles/compile-conditions.ts";
import { type Branch, link, type Step, type Steps } from "./steps.ts";
import { webhookStep } from "./webhook-step.ts";

type ActionOf<Type extends Action["type"]> = Extract<Action, { type: Type }>;

/** Compiles actions that were checked. */
export function compileSteps(actions: readonly Action[], context: ConditionContext): Steps {
  return new Map(actions.map((action) => [action.id, compileStep(action, context)]));
}

function compileStep(action: Action, context: ConditionContext): Step {
  switch (action.type) {
    case "send-webhook":
      return webhookStep(action);
    case "time-delay":
      return { type: action.type, id: action.id, data: action.data, ...link(action.links?.next) };
    case "target-date":
      return { type: action.type, id: action.id, data: action.data, ...link(action.links?.next) };
    case "trigger-split":
      return booleanSplit(action, action.data.trigger_filter.condition_groups, context);
    case "conditional-split":
      return booleanSplit(action, action.data.profile_filter.condition_groups, context);
    case "multi-branch-split":
      return { type: action.type, id: action.id, branches: branchesOf(action, context) };
  }
}

function booleanSplit(
  { type, id, links }: ActionOf<"trigger-split" | "conditional-split">,
  groups: Parameters<typeof compileConditions>[0],
  context: ConditionContext,
): Step {
  const held: Branch = { id: "true", conditions: compileConditions(groups, context), ...link(links.next_if_true) };
  return { type, id, branches: [held, { id: "false", ...link(links.next_if_false) }] };
}

/** The branches in the order in which they are tried: by `order`, those without one as they stand, the else branch last. */
function branchesOf({ data }: ActionOf<"multi-branch-split">, context: ConditionContext): Branch[] {
  const place = data.branches.map((branch, index) => ({
    branch,
    at: branch.is_else ? Infinity : (branch.order ?? index),
  }));
  return place
    .sort((a, b) => a.at - b.at)
    .map(({ branch }) => ({
      id: branch.branch_id,
      ...(branch.branch_filter
        ? { conditions: compileConditions(branch.branch_filter.condition_groups, context) }
        : {}),
      ...link(branch.links?.next),
    }));
}
