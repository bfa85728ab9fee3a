// How far back a profile's history is read. Conditions compare a count with a small number, so a reader goes from the latest
// event back and stops when every condition is decided, or has looked at its most events. So an identifier that a million
// events share costs a step no more rows than one of a few hundred.

import { PATH_SEPARATOR } from "../filters/field.ts";
import type { JsonObject } from "../json.ts";
import type { RunFacts, RunStart } from "./facts.ts";
import type { HistoryEvent } from "./history.ts";

/**
 * A condition looks at so many of the latest events in its time frame, under each identifier of the profile. A count without
 * metric_filters is decided before. docs/flows.md says what that means for sums and for counts with metric_filters.
 */
export const LATEST_EVENTS = 250;

/** The largest number that a count may be compared with: to decide the comparison, one event more is read. */
export const MAX_COMPARED_COUNT = 1_000;

/** Rows of a first page where a few events decide: as many as fit into DynamoDB's read unit of 4 KB. */
const FEW_ROWS = 12;

/** A part of the history of one metric, read from its end back. Times in milliseconds since 1970. */
export interface HistorySpan {
  readonly metric: string;
  /** The first time in it; -Infinity: from the beginning. */
  readonly from: number;
  /** The last time in it; Infinity: to the end. */
  readonly to: number;
  /** How many rows to read at first, where rows are read in pages; Infinity: all. */
  readonly firstRows: number;
  /** Starts reading under one identifier. */
  begin(): LookBack;
}

/** Is given events in the order of (time, event_id) from the latest back, and says whether it wants the next one. */
type LookBack = (event: HistoryEvent) => boolean;

/** The spans that these readings need for a run at `now`: one for all that end at the same time. */
export function historySpans(readings: readonly MetricReading[], run: RunStart, now: number): HistorySpan[] {
  const byEnd = new Map<string, MetricReading[]>();
  for (const reading of readings) {
    const key = `${reading.to(now)} ${reading.metric}`;
    byEnd.set(key, [...(byEnd.get(key) ?? []), reading]);
  }
  return [...byEnd.values()].flatMap((together) => {
    const [first] = together;
    return first === undefined ? [] : [spanOf(first, together, run, now)];
  });
}

function spanOf(
  { metric, to }: MetricReading,
  readings: readonly MetricReading[],
  run: RunStart,
  now: number,
): HistorySpan {
  const few = readings.every(({ enough }) => enough <= FEW_ROWS);
  return {
    metric,
    from: Math.min(...readings.map((reading) => reading.from(run, now))),
    to: to(now),
    firstRows: few ? FEW_ROWS : Math.max(...readings.map(mostEvents)),
    begin: () => lookBack(readings, run, now),
  };
}

function mostEvents({ enough }: MetricReading): number {
  return Number.isFinite(enough) ? Math.max(LATEST_EVENTS, enough) : LATEST_EVENTS;
}

function lookBack(readings: readonly MetricReading[], run: RunStart, now: number): LookBack {
  const seen = new Set<string>();
  let open = readings.map((reading) => ({
    reading,
    from: reading.from(run, now),
    left: mostEvents(reading),
    missing: reading.enough,
  }));
  return (event) => {
    // An event that was sent twice with two times has two rows.
    if (seen.has(event.event_id)) return open.length > 0;
    seen.add(event.event_id);
    for (const look of open) {
      look.left -= 1;
      if (look.reading.counts(event, { run, now })) look.missing -= 1;
    }
    open = open.filter(({ from, left, missing }) => event.time >= from && left > 0 && missing > 0);
    return open.length > 0;
  };
}

// The part of a profile's history that a condition on a metric reads: between which times, how many of the latest events,
// and which of their properties.

/** The part of a profile's history that a condition reads. Times and durations in milliseconds. */
export interface MetricReading {
  readonly metric: string;
  /** The time from which on it reads; -Infinity: from the beginning. */
  from(run: RunStart, now: number): number;
  /** The time up to which it reads, itself included; Infinity: to the end. */
  to(now: number): number;
  /** Whether an event of the metric counts. */
  counts(event: HistoryEvent, facts: Pick<RunFacts, "run" | "now">): boolean;
  /** As many events that count decide the condition, whatever else happened; Infinity: no number does. */
  readonly enough: number;
  /** How long after it happened an event is still read; Infinity: for ever. */
  readonly memoryMs: number;
  /** The properties of events that it reads, as fields of conditions name them. */
  readonly fields: readonly string[];
}

/** Of an event's properties those that conditions read: a property of that very name, or the one that its path begins in. */
export function readProperties(properties: JsonObject, fields: Iterable<string>): JsonObject {
  const kept: JsonObject = {};
  for (const field of fields) {
    const [head = ""] = field.split(PATH_SEPARATOR);
    for (const name of [field, head]) {
      const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (value !== undefined) kept[name] = value;
    }
  }
  return kept;
}
