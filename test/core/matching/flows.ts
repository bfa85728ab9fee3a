// Flows for tests of the match index, as flow files have them.

import {
  type CompiledConditions,
  compileConditionGroups,
  conditionGroupsSchema,
} from "#core/filters/condition-groups.ts";

export const NOW = Date.parse("2026-06-17T15:00:00Z");

export interface TestFlow {
  readonly id: string;
  readonly metric: string;
  readonly conditions?: CompiledConditions;
}

/** A condition on one field. */
export function on(field: string, filter: object) {
  return { type: "metric-property", field, filter };
}

/** A flow on "Placed Order"; each further argument is a group of conditions. */
export function flowOf(id: string, ...groups: readonly object[][]): TestFlow {
  if (groups.length === 0) return { id, metric: "Placed Order" };
  const parsed = conditionGroupsSchema.parse({ condition_groups: groups.map((conditions) => ({ conditions })) });
  return { id, metric: "Placed Order", conditions: compileConditionGroups(parsed.condition_groups) };
}
