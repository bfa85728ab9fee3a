// Which metrics are remembered: those alone that some running flow counts, for as long as its longest time frame looks
// back, with those properties alone that its conditions read.

import type { Event } from "../event/event.ts";
import { DAY_MS } from "../time.ts";
import type { HistoryEvent } from "./history.ts";
import { type MetricReading, readProperties } from "./history-span.ts";

/** What is remembered of a metric's events. */
export interface CountedMetric {
  /** How long after it happened, in milliseconds; Infinity: for ever. */
  readonly memoryMs: number;
  readonly fields: ReadonlySet<string>;
}

/** The metrics that are remembered, by name. */
export type CountedMetrics = ReadonlyMap<string, CountedMetric>;

/**
 * How much longer than a time frame looks back an event is kept, in milliseconds: a step may be late by as long as a queue
 * holds its message (SQS: 14 days) and still reads what it would have read in time.
 */
export const LATE_STEP_MS = 14 * DAY_MS;

/** What all of these readings need. */
export function countedMetrics(readings: Iterable<MetricReading>): CountedMetrics {
  const counted = new Map<string, { memoryMs: number; readonly fields: Set<string> }>();
  for (const { metric, memoryMs, fields } of readings) {
    const known = counted.get(metric);
    if (known === undefined) {
      counted.set(metric, { memoryMs, fields: new Set(fields) });
      continue;
    }
    known.memoryMs = Math.max(known.memoryMs, memoryMs);
    for (const field of fields) known.fields.add(field);
  }
  return counted;
}

/** An event as it is remembered. */
export function toHistoryEvent(event: Event, { fields }: CountedMetric): HistoryEvent {
  const { id: event_id, metric, time, received_at, value } = event;
  const properties = readProperties(event.properties, fields);
  return { event_id, metric, time, received_at, ...(value === undefined ? {} : { value }), properties };
}

/** When a remembered event may be forgotten, in milliseconds since 1970; undefined: never. */
export function forgetAt(time: number, memoryMs: number): number | undefined {
  return Number.isFinite(memoryMs) ? time + memoryMs + LATE_STEP_MS : undefined;
}
