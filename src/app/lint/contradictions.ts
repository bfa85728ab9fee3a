// Finds conditions at the entry of a flow that exclude each other, so that no event starts it.

import type { Flow } from "#core/flow/flow.ts";
import { type Groups, groupPath, type Path } from "#core/flow/flow-conditions.ts";
import { excludeEachOther, type Group } from "#core/lint/exclusive-conditions.ts";
import { type FlowWarning, flowWarning } from "#core/lint/flow-warnings.ts";
import type { Problem } from "#core/problem.ts";
import { describeCondition } from "../explain/describe-condition.ts";

/** Two groups that can't both hold; `group` is the index of the later one. */
interface Contradiction {
  readonly group: number;
  readonly words: string;
}

/** Checks the trigger's filter and the profile filter for a combination that no event can match. */
export function findContradictions({ definition }: Flow): Problem<FlowWarning>[] {
  const [trigger] = definition.triggers;
  const triggerFilter = trigger?.type === "metric" ? trigger.trigger_filter?.condition_groups : undefined;
  return [
    ...contradictionAt(triggerFilter, ["definition", "triggers", 0, "trigger_filter"]),
    ...contradictionAt(definition.profile_filter?.condition_groups, ["definition", "profile_filter"]),
  ];
}

/** Returns the first group that excludes an earlier one, in the filter itself or among the groups known to hold. */
export function contradictionIn(groups: Groups, known: readonly Group[] = []): Contradiction | undefined {
  for (const [index, group] of groups.entries()) {
    const other = [...known, ...groups.slice(0, index)].find((before) => excludeEachOther(group, before));
    if (other) return { group: index, words: `${describeGroup(other)} and ${describeGroup(group)} exclude each other` };
  }
  return undefined;
}

function contradictionAt(groups: Groups | undefined, path: Path): Problem<FlowWarning>[] {
  const found = groups && contradictionIn(groups);
  if (groups === undefined || found === undefined) return [];
  const message = `This flow never starts: ${found.words}. All groups must hold; put alternatives into one group.`;
  return [flowWarning("flow-never-starts", [...groupPath({ groups, path }, found.group), 0], message)];
}

function describeGroup({ conditions }: Group): string {
  return `(${conditions.map(describeCondition).join(" or ")})`;
}
