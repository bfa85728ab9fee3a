// What the language of flows knows but Flowhook does not run is refused, each with its reason, when the flow is
// loaded: a flow that is accepted does all that it says.

import type { Problem } from "../problem.ts";
import type { Action } from "./actions.ts";
import type { Flow } from "./flow.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";
import type { Trigger } from "./triggers.ts";

const NOT_YET = "is part of the flow language but does not run in this version";
const NO_DATA = "starts on data that Flowhook does not have: flows start on events that are sent to it";

const TRIGGER_REFUSALS: Readonly<Record<Exclude<Trigger["type"], "metric">, string>> = {
  list: `The trigger "list" ${NOT_YET}. Use a metric trigger on "Subscribed to List" with a trigger_filter on the list.`,
  segment: `The trigger "segment" ${NOT_YET}. Use a metric trigger on "Added to Segment" with a trigger_filter.`,
  date: `The trigger "date" ${NOT_YET}. Send an event on the day, for instance "Birthday", and use a metric trigger.`,
  "price-drop": `The trigger "price-drop" ${NO_DATA}.`,
  "low-inventory": `The trigger "low-inventory" ${NO_DATA}.`,
  scheduled: `The trigger "scheduled" ${NO_DATA}.`,
};

/** Everything in a flow that its schema allows and that does not run. */
export function findUnrunnable(flow: Flow): Problem<FlowRule>[] {
  return [...refuseTriggers(flow), ...refuseDefinition(flow), ...flow.definition.actions.flatMap(refuseAction)];
}

function refuseTriggers(flow: Flow): Problem<FlowRule>[] {
  return flow.definition.triggers.flatMap((trigger, index) =>
    trigger.type === "metric"
      ? []
      : [refusal(["definition", "triggers", index, "type"], TRIGGER_REFUSALS[trigger.type])],
  );
}

function refuseDefinition(flow: Flow): Problem<FlowRule>[] {
  const problems: Problem<FlowRule>[] = [];
  if (flow.status === "manual") problems.push(refusal(["status"], `The status "manual" ${NOT_YET}.`));
  for (const field of ["profile_filter", "reentry_criteria"] as const) {
    if (flow.definition[field] != null) problems.push(refusal(["definition", field], `"${field}" ${NOT_YET}.`));
  }
  return problems;
}

function refuseAction(action: Action, index: number): Problem<FlowRule>[] {
  const at = ["definition", "actions", index];
  if (action.type !== "send-webhook") return [refusal([...at, "type"], `The action "${action.type}" ${NOT_YET}.`)];
  if (action.data.status !== "manual") return [];
  return [refusal([...at, "data", "status"], `The status "manual" ${NOT_YET}.`)];
}

function refusal(path: readonly PropertyKey[], message: string): Problem<FlowRule> {
  return flowProblem("flow-not-supported", path, message);
}
