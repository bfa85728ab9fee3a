// What the language of flows knows but Flowhook does not run is refused, each with its reason, when the flow is
// loaded: a flow that is accepted does all that it says.

import type { Problem } from "../problem.ts";
import type { FlowParts } from "./flow-parts.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";
import type { Trigger } from "./triggers.ts";

const NO_DATA = "starts on data that Flowhook does not have: flows start on events that are sent to it";

const RUNNABLE = ["metric", "list", "segment"] as const;
type RunnableType = (typeof RUNNABLE)[number];

/** Whether flows can start on a trigger of this type. */
export function isRunnable(type: Trigger["type"]): type is RunnableType {
  return RUNNABLE.some((runnable) => runnable === type);
}

const TRIGGER_REFUSALS: Readonly<Record<Exclude<Trigger["type"], RunnableType>, string>> = {
  date: 'The trigger "date" is not yet supported. Send an event on the day, for instance "Birthday", and use a metric trigger.',
  "profile-property":
    "A changed profile property can't start a webhook flow: only events do. Send an event when it changes, and use a metric trigger.",
  "price-drop": `The trigger "price-drop" ${NO_DATA}.`,
  "low-inventory": `The trigger "low-inventory" ${NO_DATA}.`,
  scheduled: `The trigger "scheduled" ${NO_DATA}.`,
};

/** Everything in a flow that its schema allows and that does not run. */
export function findUnrunnable({ triggers }: FlowParts): Problem<FlowRule>[] {
  return triggers.flatMap((trigger, index) => {
    const path = ["definition", "triggers", index];
    return [
      ...(index === 0 ? [] : [flowProblem("flow-not-supported", path, ONE_TRIGGER)]),
      ...(trigger === undefined || isRunnable(trigger.type)
        ? []
        : [flowProblem("flow-not-supported", [...path, "type"], TRIGGER_REFUSALS[trigger.type])]),
    ];
  });
}

const ONE_TRIGGER = "A flow has one trigger, and this is another one. Make a flow of its own for it.";

// Metrics that can't start a flow: Flowhook sends webhooks, and what mail or text messages a person received, opened
// or clicked is not an event that a webhook flow starts on, as in Klaviyo.

/** Klaviyo's own names of the metrics of received, opened and clicked messages. */
const MESSAGE_METRICS = new Set([
  ...["Received Email", "Opened Email", "Clicked Email"],
  ...["Received SMS", "Clicked SMS", "Received MMS", "Received Push", "Opened Push", "Received WhatsApp"],
]);

/** Refuses flows that start on what happened to a message. */
export function checkTriggerMetrics({ triggers }: FlowParts): Problem<FlowRule>[] {
  return triggers.flatMap((trigger, index) => {
    if (trigger?.type !== "metric" || !MESSAGE_METRICS.has(trigger.id)) return [];
    const message = `"${trigger.id}" can't start a webhook flow: received, opened and clicked messages trigger nothing.`;
    return [flowProblem("flow-metric-refused", ["definition", "triggers", index, "id"], message)];
  });
}
