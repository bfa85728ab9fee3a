// Flows for tests of the match index, in the format of flow files.

import {
  type CompiledConditions,
  compileConditionGroups,
  conditionGroupsSchema,
} from "#core/filters/condition-groups.ts";
import { buildMatchIndex, type MatchEvent } from "#core/matching/match-index.ts";

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

/** Groups of conditions, compiled. */
export function conditionsOf(...groups: readonly object[][]): CompiledConditions {
  const parsed = conditionGroupsSchema.parse({ condition_groups: groups.map((conditions) => ({ conditions })) });
  return compileConditionGroups(parsed.condition_groups);
}

/** A flow on "Placed Order"; each further argument is a group of conditions. */
export function flowOf(id: string, ...groups: readonly object[][]): TestFlow {
  if (groups.length === 0) return { id, metric: "Placed Order" };
  return { id, metric: "Placed Order", conditions: conditionsOf(...groups) };
}

/** Never matches: keeps another flow from being the only one of its metric, which is not indexed. */
export const bystander: TestFlow = {
  id: "bystander",
  metric: "Placed Order",
  conditions: { groups: [], matches: () => false },
};

/** The ids of the flows that the index verifies for a "Placed Order" event. */
export function lookedAt(flows: readonly TestFlow[], event: Partial<MatchEvent>): string[] {
  const seen: string[] = [];
  const watched = flows.map(({ conditions, ...flow }) => {
    const groups = conditions?.groups ?? [];
    return { ...flow, conditions: { groups, matches: () => seen.push(flow.id) > 0 } };
  });
  buildMatchIndex([...watched, bystander]).match({ metric: "Placed Order", properties: {}, ...event }, NOW);
  return seen;
}
