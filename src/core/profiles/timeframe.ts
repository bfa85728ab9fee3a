// The time frames of profile-metric conditions: which events of a history are in the frame, between which times they happened,
// and how long an event must be kept.

import * as z from "zod";
import { compileDateFilter, type DateFilter, dateFilterSchema } from "../filters/date.ts";
import { startOf, UNITS, type Unit } from "../filters/date-tests.ts";
import { type DateValue, parseDate, timeOf } from "../filters/date-value.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../time.ts";
import type { RunStart } from "./facts.ts";
import { byTime, type HistoryEvent } from "./history.ts";

const type = z.literal("date").describe("A time frame is a filter of type date.");

export const alltimeSchema = z.strictObject({ type, operator: z.literal("alltime").describe("At any time.") });
const sinceFlowStartSchema = z.strictObject({
  type,
  operator: z.literal("flow-start").describe("After the run started; the event that started it does not count."),
});

/** Klaviyo's AlltimeDateFilter and SinceFlowStartDateFilter, and every filter of type date. */
export const timeframeSchema = z
  .discriminatedUnion("operator", [alltimeSchema, sinceFlowStartSchema, dateFilterSchema])
  .describe("The time of the events that count.");

/** A time frame in a flow file. */
export type TimeframeFilter = z.infer<typeof timeframeSchema>;

/** A compiled time frame. Times and durations in milliseconds. */
interface Timeframe {
  /** Whether an event is in the frame, for a run at `now`. */
  includes(event: HistoryEvent, run: RunStart, now: number): boolean;
  /** The first time of events in the frame; -Infinity if there is no limit. */
  from(run: RunStart, now: number): number;
  /**
   * The last time of events in the frame, inclusive; Infinity if there is no limit. If the frame is a single span, this is its
   * exact end: a reader that starts here and reads backwards finds no later event.
   */
  to(now: number): number;
  /** How long after it happened an event can still be in the frame; Infinity if there is no limit. */
  readonly memoryMs: number;
}

/** Compiles a time frame. `longestRunMs` is the longest run of the flow, which is how far `flow-start` looks back. */
export function compileTimeframe(filter: TimeframeFilter, longestRunMs: number): Timeframe {
  switch (filter.operator) {
    case "alltime":
      return {
        includes: (event, _run, now) => event.time <= now,
        from: () => Number.NEGATIVE_INFINITY,
        to: (now) => now,
        memoryMs: Number.POSITIVE_INFINITY,
      };
    case "flow-start":
      return sinceFlowStart(longestRunMs);
    default:
      return ofDateFilter(filter);
  }
}

/**
 * How much earlier than the run's start an event of another metric may be and still count as later, in milliseconds, if one of
 * the two had no time in its body: its time is then the time of arrival, and an order may overtake the checkout that led to it.
 */
const OVERTAKING_MS = MINUTE_MS;

/**
 * After the flow started: the event that started it does not count. Events of another metric count from the second in which the
 * run started, because Klaviyo's timestamps are whole seconds, and a rounded time must not hide an order. Of the trigger's
 * metric, only later events count, so that of two orders in one second one follows the other.
 */
function sinceFlowStart(longestRunMs: number): Timeframe {
  return {
    includes(event, run, now) {
      if (event.event_id === run.event.id || event.time > now) return false;
      if (event.metric === run.event.metric) return isLater(event, run);
      const slack = hasOwnTime(event) && hasOwnTime(run.event) ? 0 : OVERTAKING_MS;
      return event.time >= startSecond(run) - slack;
    },
    from: (run) => startSecond(run) - OVERTAKING_MS,
    to: (now) => now,
    memoryMs: longestRunMs + OVERTAKING_MS + SECOND_MS,
  };
}

function startSecond(run: RunStart): number {
  return Math.floor(run.started_at / SECOND_MS) * SECOND_MS;
}

function isLater(event: HistoryEvent, { event: { id, time } }: RunStart): boolean {
  return byTime(event, { ...event, event_id: id, time }) > 0;
}

/** An event without a time happened when it was received. */
function hasOwnTime({ time, received_at }: { readonly time: number; readonly received_at: number }): boolean {
  return time !== received_at;
}

function ofDateFilter(filter: DateFilter): Timeframe {
  const test = compileDateFilter(filter);
  return {
    // A date filter reads numbers as seconds.
    includes: (event, _run, now) => test(event.time / SECOND_MS, now),
    from: (_run, now) => earliest(filter, now),
    to: (now) => latest(filter, now),
    memoryMs: memoryOf(filter),
  };
}

/** The start of a filter's span at `now`, or an earlier time. */
function earliest(filter: DateFilter, now: number): number {
  switch (filter.operator) {
    case "after":
      return timeOf(filter.date) ?? Number.NEGATIVE_INFINITY;
    case "between-static":
      return timeOf(filter.start) ?? Number.NEGATIVE_INFINITY;
    case "in-the-last":
    case "between":
    case "in-the-next":
      return now - memoryOf(filter);
    default:
      return Number.NEGATIVE_INFINITY;
  }
}

/** The end of a filter's span at `now`. Infinity for recurring filters, which are not a single span. */
function latest(filter: DateFilter, now: number): number {
  switch (filter.operator) {
    case "before":
      return lastBefore(timeOf(filter.date) ?? Number.POSITIVE_INFINITY);
    case "between-static":
      return endOf(parseDate(filter.end));
    case "in-the-last":
      return now;
    case "in-the-next":
      return lastIn(filter.unit, now, filter.quantity * UNITS[filter.unit]);
    case "at-least":
      return lastBefore(startOf(filter.unit, now) - filter.quantity * UNITS[filter.unit]);
    case "between":
      return lastIn(filter.unit, now, -filter.start * UNITS[filter.unit]);
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** The last time of the span, in hours or in days, that ends `distance` milliseconds after `now`. */
function lastIn(unit: Unit, now: number, distance: number): number {
  return unit === "hour" ? now + distance : lastBefore(startOf(unit, now) + distance + DAY_MS);
}

/** A date without a time of day means its whole day. */
function endOf(date: DateValue | undefined): number {
  if (date === undefined) return Number.POSITIVE_INFINITY;
  return date.wholeDay ? lastBefore(date.time + DAY_MS) : date.time;
}

/** Times of events are whole milliseconds. */
function lastBefore(time: number): number {
  return Math.ceil(time) - 1;
}

/** How far back from the present a filter looks. A day is added because days begin at midnight. */
function memoryOf(filter: DateFilter): number {
  switch (filter.operator) {
    case "in-the-last":
      return filter.quantity * UNITS[filter.unit] + DAY_MS;
    case "between":
      return filter.end * UNITS[filter.unit] + DAY_MS;
    case "in-the-next":
      return 0;
    default:
      return Number.POSITIVE_INFINITY;
  }
}
