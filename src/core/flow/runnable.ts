// Triggers that Klaviyo's flow language has and Flowhook does not run. A flow with such a trigger is refused with the reason when
// it is loaded, because an accepted flow does everything that its file says.

import type { Problem } from "../problem.ts";
import type { FlowParts } from "./flow-parts.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";
import type { Trigger } from "./triggers.ts";

const NO_DATA = "starts on data that Flowhook does not have. Flows start on events: send one, and use a metric trigger";

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

/** Refuses triggers that the schema allows and Flowhook does not run. */
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

const ONE_TRIGGER = "A flow has one trigger, and this is another one. Put it into a separate flow.";

// Received, opened and clicked messages start no webhook flow, as in Klaviyo.

/** Klaviyo's names for the metrics of received, opened and clicked messages. */
const MESSAGE_METRICS = new Set([
  ...["Received Email", "Opened Email", "Clicked Email"],
  ...["Received SMS", "Clicked SMS", "Received MMS", "Received Push", "Opened Push", "Received WhatsApp"],
]);

/** Refuses flows that start on a received, opened or clicked message. */
export function checkTriggerMetrics({ triggers }: FlowParts): Problem<FlowRule>[] {
  return triggers.flatMap((trigger, index) => {
    if (trigger?.type !== "metric" || !MESSAGE_METRICS.has(trigger.id)) return [];
    const message = `"${trigger.id}" can't start a webhook flow, because received, opened and clicked messages start no flow. Use another metric.`;
    return [flowProblem("flow-metric-refused", ["definition", "triggers", index, "id"], message)];
  });
}
