// Metrics that can't start a flow: Flowhook sends webhooks, and what mail or text messages a person received, opened
// or clicked is not an event that a webhook flow starts on, as in Klaviyo.

import type { Problem } from "../problem.ts";
import type { FlowParts } from "./flow-parts.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";

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
