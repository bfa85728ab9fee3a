// Conditions on the event look at the one that starts the flow, wherever they stand: in the trigger's filter, in a trigger
// split or in a branch. A run has no other event, so a condition that names another metric could never be told.

import type { MetricPropertyCondition } from "../filters/condition-groups.ts";
import type { Problem } from "../problem.ts";
import type { Action } from "./actions.ts";
import type { Flow } from "./flow.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";
import type { BranchCondition } from "./profile-conditions.ts";
import { type Trigger, triggerMetric } from "./triggers.ts";

type Path = readonly PropertyKey[];
type Groups = readonly { readonly conditions: readonly BranchCondition[] }[];

/** Refuses conditions on the event that name another metric than the trigger's, and splits on another trigger. */
export function checkTriggerConditions(flow: Flow): Problem<FlowRule>[] {
  const [trigger] = flow.definition.triggers;
  const metric = trigger && triggerMetric(trigger);
  if (trigger === undefined || metric === undefined) return [];
  const filter = trigger.type === "metric" ? (trigger.trigger_filter?.condition_groups ?? []) : [];
  return [
    ...checkGroups(filter, ["definition", "triggers", 0, "trigger_filter"], metric),
    ...flow.definition.actions.flatMap((action, index) => {
      const at = ["definition", "actions", index, "data"];
      return [...checkTriggerSplit(action, at, trigger), ...checkAction(action, at, metric)];
    }),
  ];
}

function checkAction(action: Action, at: Path, metric: string): Problem<FlowRule>[] {
  if (action.type === "trigger-split")
    return checkGroups(action.data.trigger_filter.condition_groups, [...at, "trigger_filter"], metric);
  if (action.type !== "multi-branch-split") return [];
  return action.data.branches.flatMap(({ branch_filter }, index) =>
    checkGroups(branch_filter?.condition_groups ?? [], [...at, "branches", index, "branch_filter"], metric),
  );
}

/** A trigger split names the flow's trigger once more, as Klaviyo's API has it. */
function checkTriggerSplit(action: Action, at: Path, trigger: Trigger): Problem<FlowRule>[] {
  if (action.type !== "trigger-split") return [];
  const { trigger_id, trigger_type } = action.data;
  const problems: Problem<FlowRule>[] = [];
  if (trigger_type !== trigger.type) {
    const message = `The flow starts on a ${trigger.type}, so the trigger_type of its splits is "${trigger.type}".`;
    problems.push(flowProblem("flow-other-metric", [...at, "trigger_type"], message));
  }
  if ("id" in trigger && trigger_id !== trigger.id) {
    const message = `A trigger split looks at what started the flow: its trigger_id is "${String(trigger.id)}".`;
    problems.push(flowProblem("flow-other-metric", [...at, "trigger_id"], message));
  }
  return problems;
}

function checkGroups(groups: Groups, at: Path, metric: string): Problem<FlowRule>[] {
  return groups.flatMap((group, g) =>
    group.conditions.flatMap((condition, c) => {
      if (condition.type !== "metric-property" || !namesAnother(condition, metric)) return [];
      const message = `Only the event that starts the flow, "${metric}", can be looked at here; leave metric_id out. What else happened is asked by a condition of type profile-metric.`;
      const path = [...at, "condition_groups", g, "conditions", c, "metric_id"];
      return [flowProblem("flow-other-metric", path, message)];
    }),
  );
}

function namesAnother({ metric_id }: MetricPropertyCondition, metric: string): boolean {
  return metric_id !== undefined && metric_id !== metric;
}
