// Conditions on what happened to a profile: how often, or what it came to, within a time frame.

import type * as z from "zod";
import { type FieldSource, fieldReader } from "../filters/field.ts";
import { compileFilter } from "../filters/filter.ts";
import { compileNumericFilter, largestNumber, type NumericFilter } from "../filters/numeric.ts";
import type { profileMetricConditionSchema } from "../flow/profile-conditions.ts";
import type { Condition } from "./condition.ts";
import type { RunFacts } from "./facts.ts";
import type { HistoryEvent } from "./history.ts";
import { compileTimeframe } from "./timeframe.ts";

type ProfileMetricCondition = z.infer<typeof profileMetricConditionSchema>;

/** Compiles a condition on a metric. An event without a value adds nothing to a sum. */
export function compileProfileMetric(source: ProfileMetricCondition, longestRunMs: number): Condition {
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

/** A count goes at least so far, since explanations show it. */
const SHOWN_COUNT = 10;

/** The least count from which on every higher one gives the same answer: one more than the largest number compared with. */
function decisiveCount(filter: NumericFilter): number {
  return Math.max(SHOWN_COUNT, Math.floor(largestNumber(filter)) + 1);
}

function eventTest(field: string, test: ReturnType<typeof compileFilter>) {
  const read = fieldReader(field);
  return (event: FieldSource, now: number) => test(read(event), now);
}
