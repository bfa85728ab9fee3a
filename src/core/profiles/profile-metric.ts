// Conditions on what happened to a profile: how often, or what it came to, within a time frame.

import type * as z from "zod";
import { type FieldSource, fieldReader } from "../filters/field.ts";
import { compileFilter } from "../filters/filter.ts";
import { compileNumericFilter } from "../filters/numeric.ts";
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

  const counts = (event: HistoryEvent, { run, now }: RunFacts) =>
    event.metric === metric && timeframe.includes(event, run, now) && matches.every((holds) => holds(event, now));
  const measure = (event: HistoryEvent) => (measurement === "count" ? 1 : (event.value ?? 0));
  const see = (facts: RunFacts) =>
    facts.history.events.reduce((sum, event) => (counts(event, facts) ? sum + measure(event) : sum), 0);
  const { from, memoryMs } = timeframe;
  return {
    source,
    see,
    holds: (facts) => test(see(facts), facts.now),
    reads: { metric, from, memoryMs, fields: filters.map(({ property }) => property) },
  };
}

function eventTest(field: string, test: ReturnType<typeof compileFilter>) {
  const read = fieldReader(field);
  return (event: FieldSource, now: number) => test(read(event), now);
}
