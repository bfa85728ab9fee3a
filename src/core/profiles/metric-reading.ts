// The part of a profile's history that a condition on a metric reads: between which times, how many of the latest events,
// and which of their properties.

import { PATH_SEPARATOR } from "../filters/field.ts";
import type { JsonObject } from "../json.ts";
import type { RunFacts, RunStart } from "./facts.ts";
import type { HistoryEvent } from "./history.ts";

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
