// Which metrics a flow is about: the one that starts it, and those that its conditions count.

import { conditionsOfFlow } from "./flow-conditions.ts";
import type { FlowParts } from "./flow-parts.ts";
import { triggerMetric } from "./triggers.ts";

/** The metrics of a flow, by their names. */
export interface FlowMetrics {
  /** The metric of the events that start it: the only ones whose data its templates can read. */
  readonly trigger: string;
  /** The others, whose events its conditions count. */
  readonly counted: readonly string[];
}

/** The metrics of a flow; undefined where it is not known what starts it. */
export function metricsOfFlow(parts: FlowParts): FlowMetrics | undefined {
  const [first, ...more] = parts.triggers;
  const trigger = first && triggerMetric(first);
  if (trigger === undefined || more.length > 0) return undefined;
  const counted = conditionsOfFlow(parts).flatMap(({ condition }) =>
    condition.type === "profile-metric" ? [condition.metric_id] : [],
  );
  return { trigger, counted: [...new Set(counted)].filter((metric) => metric !== trigger) };
}
