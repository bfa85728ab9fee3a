// From the conditions of a flow file to conditions that can be asked.

import { fieldReader } from "../filters/field.ts";
import { compileFilter } from "../filters/filter.ts";
import type { BranchCondition } from "../flow/profile-conditions.ts";
import type { Condition, Conditions } from "./condition.ts";
import type { RunFacts } from "./facts.ts";
import { compileNotInFlow } from "./not-in-flow.ts";
import { compileProfileMetric } from "./profile-metric.ts";
import { parseProfileProperty } from "./profile-property.ts";

/** What compiling needs to know of the flow. */
export interface ConditionContext {
  /** How long a run of the flow can take, in milliseconds. */
  readonly longestRunMs: number;
}

/** Compiles conditions that their schema has accepted. */
export function compileConditions(
  groups: readonly { readonly conditions: readonly BranchCondition[] }[],
  context: ConditionContext,
): Conditions {
  return groups.map(({ conditions }) => conditions.map((condition) => compileCondition(condition, context)));
}

function compileCondition(source: BranchCondition, { longestRunMs }: ConditionContext): Condition {
  switch (source.type) {
    case "profile-property":
      return ofProfile(source);
    case "profile-metric":
      return compileProfileMetric(source, longestRunMs);
    case "profile-not-in-flow":
      return compileNotInFlow(source);
    case "metric-property":
      return ofEvent(source);
  }
}

function ofProfile(source: Extract<BranchCondition, { type: "profile-property" }>): Condition {
  const parsed = parseProfileProperty(source.property);
  if (!parsed.ok) throw new Error(`A condition was not checked: ${parsed.problem}`);
  const test = compileFilter(source.filter);
  const see = ({ run }: RunFacts) => parsed.read(run.event.profile);
  return { source, see, holds: (facts) => test(see(facts), facts.now) };
}

function ofEvent(source: Extract<BranchCondition, { type: "metric-property" }>): Condition {
  const read = fieldReader(source.field);
  const test = compileFilter(source.filter);
  const see = ({ run }: RunFacts) => read(run.event);
  return { source, see, holds: (facts) => test(see(facts), facts.now) };
}
