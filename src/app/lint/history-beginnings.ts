// Conditions that count what happened before a run, which Flowhook knows from the time on when a flow that counts it went
// live. Those since the flow's start need no more than that.

import { conditionsOfFlow } from "#core/flow/flow-conditions.ts";
import type { FlowParts } from "#core/flow/flow-parts.ts";
import { type FlowWarning, flowWarning } from "#core/lint/flow-warnings.ts";
import type { Problem } from "#core/problem.ts";
import type { TimeframeFilter } from "#core/profiles/timeframe.ts";
import { describeTimeframe } from "../explain/describe-date.ts";

/** Each metric that is counted over a time before the run, at the first condition that does. */
export function findHistoryBeginnings(parts: FlowParts): Problem<FlowWarning>[] {
  const told = new Set<string>();
  return conditionsOfFlow(parts).flatMap(({ condition, path }) => {
    if (condition.type !== "profile-metric" || !looksBack(condition.timeframe_filter)) return [];
    const { metric_id: metric, timeframe_filter } = condition;
    if (told.has(metric)) return [];
    told.add(metric);
    const message =
      `Flowhook begins to count "${metric}" when this flow, or another that counts it, goes live. This condition looks ` +
      `further back (${describeTimeframe(timeframe_filter)}): for earlier events to count, send them with backfill: true.`;
    return [flowWarning("flow-history-begins", [...path, "timeframe_filter"], message)];
  });
}

function looksBack({ operator }: TimeframeFilter): boolean {
  return operator !== "flow-start" && operator !== "in-the-next";
}
