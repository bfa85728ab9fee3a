// Rules for conditions that the schema does not check. A condition on an event can only look at the event that started the
// run, wherever it is: in the trigger's filter, in a trigger split or in a branch. A count can only be compared with a
// number that reading a few events decides.

import { largestNumber } from "../filters/numeric.ts";
import type { Problem } from "../problem.ts";
import { MAX_COMPARED_COUNT } from "../profiles/history-span.ts";
import type { Action } from "./actions.ts";
import { conditionsOfFlow, type Path } from "./flow-conditions.ts";
import type { FlowParts } from "./flow-parts.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";
import { type Trigger, triggerMetric } from "./triggers.ts";

/** Refuses conditions on the event with another metric than the trigger's, and splits with another trigger. */
export function checkTriggerConditions(parts: FlowParts): Problem<FlowRule>[] {
  const [trigger, ...more] = parts.triggers;
  const metric = trigger && triggerMetric(trigger);
  if (trigger === undefined || metric === undefined || more.length > 0) return [];
  const splits = parts.actions.flatMap(({ action }, index) => checkTriggerSplit(action, index, trigger));
  return [...splits, ...checkMetrics(parts, metric)];
}

/** A trigger split repeats the id and the type of the flow's trigger, as in Klaviyo's API. */
function checkTriggerSplit(action: Action | undefined, index: number, trigger: Trigger): Problem<FlowRule>[] {
  if (action?.type !== "trigger-split") return [];
  const { trigger_id, trigger_type } = action.data;
  const data: Path = ["definition", "actions", index, "data"];
  const problems: Problem<FlowRule>[] = [];
  if (trigger_type !== trigger.type) {
    const message = `The flow starts on a ${trigger.type}, so the trigger_type of its splits is "${trigger.type}".`;
    problems.push(flowProblem("flow-other-metric", [...data, "trigger_type"], message));
  }
  if ("id" in trigger && trigger_id !== trigger.id) {
    const message = `A trigger split reads the event that started the flow, so its trigger_id is "${String(trigger.id)}".`;
    problems.push(flowProblem("flow-other-metric", [...data, "trigger_id"], message));
  }
  return problems;
}

function checkMetrics(parts: FlowParts, metric: string): Problem<FlowRule>[] {
  return conditionsOfFlow(parts).flatMap(({ condition, path }) => {
    if (condition.type !== "metric-property" || (condition.metric_id ?? metric) === metric) return [];
    const message = `This condition can only read the event that starts the flow, "${metric}". Remove metric_id, or use a condition of type profile-metric to count other events.`;
    return [flowProblem("flow-other-metric", [...path, "metric_id"], message)];
  });
}

/** Refuses counts that are compared with a number above the limit. */
export function checkComparedCounts(parts: FlowParts): Problem<FlowRule>[] {
  return conditionsOfFlow(parts).flatMap(({ condition, path }) => {
    if (condition.type !== "profile-metric" || condition.measurement !== "count") return [];
    const compared = largestNumber(condition.measurement_filter);
    if (compared <= MAX_COMPARED_COUNT) return [];
    const message = `A count can be compared with at most ${MAX_COMPARED_COUNT}, not with ${compared}. Compare with a smaller number, or compare the sum.`;
    return [flowProblem("flow-invalid", [...path, "measurement_filter"], message)];
  });
}
