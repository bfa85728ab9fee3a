// The conditions of profile filters and splits, ready to be asked: each says whether it holds for a run at one of its steps,
// and which value it saw, for whoever asks why.

import type { Value } from "../filters/readings.ts";
import type { BranchCondition } from "../flow/profile-conditions.ts";
import type { RunFacts } from "./facts.ts";
import type { MetricReading } from "./metric-reading.ts";

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

/** Whether conditions hold. Without any they do. */
export function conditionsHold(conditions: Conditions, facts: RunFacts): boolean {
  return conditions.every((group) => group.some((condition) => condition.holds(facts)));
}
