// The conditions of profile filters and splits, compiled: each says whether it holds for a run at one of its steps, and
// which value it saw, for whoever asks why.

import { fieldReader } from "../filters/field.ts";
import { compileFilter } from "../filters/filter.ts";
import type { Value } from "../filters/readings.ts";
import type { BranchCondition } from "../flow/profile-conditions.ts";
import type { RunFacts } from "./facts.ts";
import { compileNotInFlow } from "./not-in-flow.ts";
import { compileProfileMetric, type MetricReading } from "./profile-metric.ts";
import { parseProfileProperty } from "./profile-property.ts";

/** A condition, ready to be asked. */
export interface Condition {
  readonly source: BranchCondition;
  /** The value that it looks at. */
  see(facts: RunFacts): Value;
  holds(facts: RunFacts): boolean;
  /** What it reads of the profile's history, if anything. */
  readonly reads?: MetricReading;
  /** How long it looks back for entries into the flow, in milliseconds, if it does. */
  readonly entriesMs?: number;
}

/** Groups that must all hold, each by one of its conditions. */
export type Conditions = readonly (readonly Condition[])[];

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

/** Whether conditions hold. Without any they do. */
export function conditionsHold(conditions: Conditions, facts: RunFacts): boolean {
  return conditions.every((group) => group.some((condition) => condition.holds(facts)));
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
