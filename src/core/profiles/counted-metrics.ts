// The metrics whose events are kept in history: only those that an active flow counts, for as long as its longest time frame
// looks back, and with only the properties that its conditions read.

import type { Event } from "../event/event.ts";
import { DAY_MS } from "../time.ts";
import type { HistoryEvent } from "./history.ts";
import { type MetricReading, readProperties } from "./history-span.ts";

/** How events of a metric are kept. */
export interface CountedMetric {
  /** How long after the event, in milliseconds; Infinity: forever. */
  readonly memoryMs: number;
  readonly fields: ReadonlySet<string>;
}

/** The metrics that are kept, by name. */
export type CountedMetrics = ReadonlyMap<string, CountedMetric>;

/**
 * How much longer than its time frame an event is kept, in milliseconds. A step may be late by as long as a queue holds its
 * message (SQS: 14 days), and must read the same history as on time.
 */
export const LATE_STEP_MS = 14 * DAY_MS;

/** The metrics that these readings need. */
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

/** The part of an event that is kept. */
export function toHistoryEvent(event: Event, { fields }: CountedMetric): HistoryEvent {
  const { id: event_id, metric, time, received_at, value } = event;
  const properties = readProperties(event.properties, fields);
  return { event_id, metric, time, received_at, ...(value === undefined ? {} : { value }), properties };
}

/** When a kept event expires, in milliseconds since 1970; undefined: never. */
export function forgetAt(time: number, memoryMs: number): number | undefined {
  return Number.isFinite(memoryMs) ? time + memoryMs + LATE_STEP_MS : undefined;
}
