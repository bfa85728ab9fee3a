// Conditions in one line, in the words of flow files: `Tags contains "sale"`, `Placed Order count equals 0 since the flow
// started`. All other code gets its descriptions from here.

import type { Filter } from "#core/filters/filter.ts";
import type { BranchCondition } from "#core/flow/profile-conditions.ts";
import { describeTimeframe } from "./describe-date.ts";
import { describeFilter, describeNumericFilter } from "./describe-filter.ts";

type ProfileMetric = Extract<BranchCondition, { type: "profile-metric" }>;

/** A condition of a trigger filter, a profile filter or a split. */
export function describeCondition(condition: BranchCondition): string {
  switch (condition.type) {
    case "metric-property":
      return `${condition.field} ${describeFilter(condition.filter)}`;
    case "profile-property":
      return `profile ${condition.property} ${describeFilter(condition.filter)}`;
    case "profile-metric":
      return describeProfileMetric(condition);
    case "profile-not-in-flow":
      return `profile has not been in this flow ${NOT_IN_FLOW[condition.timeframe_filter.operator](condition)}`.trimEnd();
  }
}

/** Returns the filter that a condition applies to a property; undefined if it applies none. */
export function filterOf(condition: BranchCondition): Filter | undefined {
  return "filter" in condition ? condition.filter : undefined;
}

const NOT_IN_FLOW = {
  alltime: () => "",
  "in-the-last": ({ timeframe_filter }: Extract<BranchCondition, { type: "profile-not-in-flow" }>) =>
    describeTimeframe(timeframe_filter),
};

function describeProfileMetric(condition: ProfileMetric): string {
  const { metric_id, measurement, measurement_filter, timeframe_filter } = condition;
  const filters = (condition.metric_filters ?? []).map(
    ({ property, filter }) => `${property} ${describeFilter(filter)}`,
  );
  const which = filters.length > 0 ? ` where ${filters.join(" and ")}` : "";
  const asks = describeNumericFilter(measurement_filter);
  return `${metric_id} ${measurement} ${asks} ${describeTimeframe(timeframe_filter)}${which}`;
}
