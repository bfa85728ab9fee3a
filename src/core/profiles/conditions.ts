// The conditions of profile filters and splits, compiled. Each returns whether it matches a run at one of its steps, and the
// value that it read, for explanations.

import type * as z from "zod";
import { compileDateFilter } from "../filters/date.ts";
import { UNITS } from "../filters/date-tests.ts";
import { type FieldSource, fieldReader } from "../filters/field.ts";
import { compileFilter } from "../filters/filter.ts";
import { compileNumericFilter, largestNumber, type NumericFilter } from "../filters/numeric.ts";
import type { Value } from "../filters/readings.ts";
import type {
  BranchCondition,
  profileMetricConditionSchema,
  profileNotInFlowConditionSchema,
} from "../flow/profile-conditions.ts";
import { DAY_MS, isoTime } from "../time.ts";
import type { RunFacts } from "./facts.ts";
import type { HistoryEvent } from "./history.ts";
import type { MetricReading } from "./history-span.ts";
import { parseProfileProperty } from "./profile-property.ts";
import { compileTimeframe } from "./timeframe.ts";

/** A compiled condition. */
export interface Condition {
  readonly source: BranchCondition;
  /** The value that it reads. */
  see(facts: RunFacts): Value;
  holds(facts: RunFacts): boolean;
  /** The part of the profile's history that it reads, if any. */
  readonly reads?: MetricReading;
  /** How far it looks back for entries into the flow, in milliseconds, if it does. */
  readonly entriesMs?: number;
}

/** Groups that must all match. A group matches if one of its conditions does. */
export type Conditions = readonly (readonly Condition[])[];

/** Whether conditions match. Without conditions, the result is true. */
export function conditionsHold(conditions: Conditions, facts: RunFacts): boolean {
  return conditions.every((group) => group.some((condition) => condition.holds(facts)));
}

/** The properties of the flow that compiling needs. */
export interface ConditionContext {
  /** The longest time that a run of the flow can take, in milliseconds. */
  readonly longestRunMs: number;
}

/** Compiles conditions that their schema accepted. */
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

type ProfileMetricCondition = z.infer<typeof profileMetricConditionSchema>;

/** Compiles a condition on the number of a metric's events, or on the sum of their values. An event without a value adds 0. */
function compileProfileMetric(source: ProfileMetricCondition, longestRunMs: number): Condition {
  const { metric_id: metric, measurement } = source;
  const filters = source.metric_filters ?? [];
  const timeframe = compileTimeframe(source.timeframe_filter, longestRunMs);
  const test = compileNumericFilter(source.measurement_filter);
  const matches = filters.map(({ property, filter }) => eventTest(property, compileFilter(filter)));

  const counts = (event: HistoryEvent, { run, now }: Pick<RunFacts, "run" | "now">) =>
    event.metric === metric && timeframe.includes(event, run, now) && matches.every((holds) => holds(event, now));
  const measure = (event: HistoryEvent) => (measurement === "count" ? 1 : (event.value ?? 0));
  const see = (facts: RunFacts) =>
    facts.history.events.reduce((sum, event) => (counts(event, facts) ? sum + measure(event) : sum), 0);
  const { from, to, memoryMs } = timeframe;
  const enough = measurement === "count" ? decisiveCount(source.measurement_filter) : Number.POSITIVE_INFINITY;
  return {
    source,
    see,
    holds: (facts) => test(see(facts), facts.now),
    reads: { metric, from, to, counts, enough, memoryMs, fields: filters.map(({ property }) => property) },
  };
}

/** Events are counted at least up to this number, because explanations show it. */
const SHOWN_COUNT = 10;

/** The least count above which every count gives the same result: one more than the largest number compared with. */
function decisiveCount(filter: NumericFilter): number {
  return Math.max(SHOWN_COUNT, Math.floor(largestNumber(filter)) + 1);
}

function eventTest(field: string, test: ReturnType<typeof compileFilter>) {
  const read = fieldReader(field);
  return (event: FieldSource, now: number) => test(read(event), now);
}

type NotInFlowCondition = z.infer<typeof profileNotInFlowConditionSchema>;

/**
 * Compiles the condition that the profile has not entered this flow by another event than the run's own. Its value is the time of
 * the last entry, in ISO 8601.
 */
function compileNotInFlow(source: NotInFlowCondition): Condition {
  const { timeframe_filter: timeframe } = source;
  const see = ({ history }: RunFacts) => (history.lastEntry === undefined ? undefined : isoTime(history.lastEntry));
  if (timeframe.operator === "alltime") {
    return { source, see, holds: (facts) => see(facts) === undefined, entriesMs: Number.POSITIVE_INFINITY };
  }
  const within = compileDateFilter(timeframe);
  return {
    source,
    see,
    holds: (facts) => !within(see(facts), facts.now),
    // A day is added because days begin at midnight.
    entriesMs: timeframe.quantity * UNITS[timeframe.unit] + DAY_MS,
  };
}
