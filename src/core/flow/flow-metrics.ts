// The metrics of a flow: the one that starts it, and those that its conditions count.

import { conditionsOfFlow } from "./flow-conditions.ts";
import type { FlowParts } from "./flow-parts.ts";
import { triggerMetric } from "./triggers.ts";

/** The names of a flow's metrics. */
export interface FlowMetrics {
  /** The metric of the events that start the flow. Templates can read the data of these events only. */
  readonly trigger: string;
  /** Other metrics whose events its conditions count. */
  readonly counted: readonly string[];
}

/** The metrics of a flow; undefined if its trigger can't be read. */
export function metricsOfFlow(parts: FlowParts): FlowMetrics | undefined {
  const [first, ...more] = parts.triggers;
  const trigger = first && triggerMetric(first);
  if (trigger === undefined || more.length > 0) return undefined;
  const counted = conditionsOfFlow(parts).flatMap(({ condition }) =>
    condition.type === "profile-metric" ? [condition.metric_id] : [],
  );
  return { trigger, counted: [...new Set(counted)].filter((metric) => metric !== trigger) };
}
