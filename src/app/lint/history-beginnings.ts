// Finds conditions that count events before a run. Flowhook knows those events only since a flow that counts the metric
// went live. Conditions since the flow's start are not affected.

import { conditionsOfFlow } from "#core/flow/flow-conditions.ts";
import type { FlowParts } from "#core/flow/flow-parts.ts";
import { type FlowWarning, flowWarning } from "#core/lint/flow-warnings.ts";
import type { Problem } from "#core/problem.ts";
import type { TimeframeFilter } from "#core/profiles/timeframe.ts";
import { describeTimeframe } from "../explain/describe-date.ts";

/** Returns each metric that is counted over a time before the run, at its first such condition. */
export function findHistoryBeginnings(parts: FlowParts): Problem<FlowWarning>[] {
  const reported = new Set<string>();
  return conditionsOfFlow(parts).flatMap(({ condition, path }) => {
    if (condition.type !== "profile-metric" || !looksBack(condition.timeframe_filter)) return [];
    const { metric_id: metric, timeframe_filter } = condition;
    if (reported.has(metric)) return [];
    reported.add(metric);
    const message =
      `Flowhook begins to count "${metric}" when this flow, or another that counts it, goes live. This condition looks ` +
      `further back (${describeTimeframe(timeframe_filter)}): for earlier events to count, send them with backfill: true.`;
    return [flowWarning("flow-history-begins", [...path, "timeframe_filter"], message)];
  });
}

function looksBack({ operator }: TimeframeFilter): boolean {
  return operator !== "flow-start" && operator !== "in-the-next";
}
