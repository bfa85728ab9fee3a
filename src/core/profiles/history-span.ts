// Limits how far back a profile's history is read. Conditions compare a count with a small number, so a reader starts at the
// latest event and stops when every condition is decided or has read its maximum of events. So an identifier that a million
// events share costs a step no more rows than one with a few hundred.

import { PATH_SEPARATOR } from "../filters/field.ts";
import type { JsonObject } from "../json.ts";
import type { RunFacts, RunStart } from "./facts.ts";
import type { HistoryEvent } from "./history.ts";

/**
 * Maximum of the latest events in its time frame that a condition reads, under each identifier of the profile. A count without
 * metric_filters is decided earlier. docs/flows.md describes the consequence for sums and for counts with metric_filters.
 */
export const LATEST_EVENTS = 250;

/** The largest number that a count can be compared with. Deciding the comparison takes one event more. */
export const MAX_COMPARED_COUNT = 1_000;

/** Rows of a first page if a few events decide: as many as fit into a DynamoDB read unit of 4 KB. */
const FEW_ROWS = 12;

/** A part of the history of one metric, read from its end backwards. Times in milliseconds since 1970. */
export interface HistorySpan {
  readonly metric: string;
  /** The first time of the span; -Infinity: from the beginning. */
  readonly from: number;
  /** The last time of the span; Infinity: to the end. */
  readonly to: number;
  /** The rows of the first page, if rows are read in pages; Infinity: all. */
  readonly firstRows: number;
  /** Starts reading under one identifier. */
  begin(): LookBack;
}

/** Takes events in descending order of (time, event_id), and returns whether it needs the next one. */
type LookBack = (event: HistoryEvent) => boolean;

/** The spans that these readings need for a run at `now`. Readings that end at the same time share a span. */
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
    // An event that was sent twice with different times has two rows.
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

/** The part of a profile's history that a condition reads. Times and durations in milliseconds. */
export interface MetricReading {
  readonly metric: string;
  /** The first time that it reads; -Infinity: from the beginning. */
  from(run: RunStart, now: number): number;
  /** The last time that it reads, inclusive; Infinity: to the end. */
  to(now: number): number;
  /** Whether an event of the metric counts. */
  counts(event: HistoryEvent, facts: Pick<RunFacts, "run" | "now">): boolean;
  /** The number of counted events that decides the condition; Infinity: no number decides it. */
  readonly enough: number;
  /** How long after it happened an event is still read; Infinity: forever. */
  readonly memoryMs: number;
  /** The properties of events that it reads, in the syntax of condition fields. */
  readonly fields: readonly string[];
}

/** The properties of an event that conditions read: those with exactly the field's name, and those where its path begins. */
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
