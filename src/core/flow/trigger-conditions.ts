// A trigger filter looks at the event that triggers, so a condition in it can name no other metric.

import type { Problem } from "../problem.ts";
import type { Flow } from "./flow.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";

/** Refuses conditions of a trigger filter that name another metric than the trigger's. */
export function checkTriggerConditions(flow: Flow): Problem<FlowRule>[] {
  return flow.definition.triggers.flatMap((trigger, index) => {
    if (trigger.type !== "metric") return [];
    const at = ["definition", "triggers", index, "trigger_filter", "condition_groups"];
    return (trigger.trigger_filter?.condition_groups ?? []).flatMap((group, g) =>
      group.conditions.flatMap((condition, c) => {
        if (condition.metric_id === undefined || condition.metric_id === trigger.id) return [];
        const message = `A trigger filter can look at "${trigger.id}" only, which triggers the flow; leave metric_id out.`;
        return [flowProblem("flow-other-metric", [...at, g, "conditions", c, "metric_id"], message)];
      }),
    );
  });
}
