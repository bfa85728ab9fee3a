// The time frames of profile-metric conditions: which events of a profile's history fall into one, from when on it reads
// them, and for how long an event must be remembered so that it still can.

import * as z from "zod";
import { compileDateFilter, type DateFilter, dateFilterSchema } from "../filters/date.ts";
import { DAY, timeOf } from "../filters/date-value.ts";
import { UNITS } from "../filters/relative-window.ts";
import type { RunStart } from "./facts.ts";
import { byTime, type HistoryEvent } from "./history.ts";

const type = z.literal("date").describe("A time frame is a filter of type date.");

export const alltimeSchema = z.strictObject({ type, operator: z.literal("alltime").describe("At any time.") });
const sinceFlowStartSchema = z.strictObject({
  type,
  operator: z.literal("flow-start").describe("Since the run started; the event that started it does not count."),
});

/** Klaviyo's AlltimeDateFilter and SinceFlowStartDateFilter, and every filter of type date. */
export const timeframeSchema = z
  .discriminatedUnion("operator", [alltimeSchema, sinceFlowStartSchema, dateFilterSchema])
  .describe("When the events happened that count.");

/** A time frame as a flow file says it. */
export type TimeframeFilter = z.infer<typeof timeframeSchema>;

/** A time frame, ready to be asked. Times and durations in milliseconds. */
export interface Timeframe {
  /** Whether an event falls into it, for a run at `now`. */
  includes(event: HistoryEvent, run: RunStart, now: number): boolean;
  /** The time from which on events can fall into it; -Infinity where there is none. */
  from(run: RunStart, now: number): number;
  /** How long after it happened an event can still fall into it; Infinity where there is no end. */
  readonly memoryMs: number;
}

const SECOND = 1_000;

/** Compiles a time frame. `longestRunMs` is how long a run of the flow can take, which `flow-start` looks back over. */
export function compileTimeframe(filter: TimeframeFilter, longestRunMs: number): Timeframe {
  switch (filter.operator) {
    case "alltime":
      return {
        includes: (event, _run, now) => event.time <= now,
        from: () => Number.NEGATIVE_INFINITY,
        memoryMs: Number.POSITIVE_INFINITY,
      };
    case "flow-start":
      return sinceFlowStart(longestRunMs);
    default:
      return ofDateFilter(filter);
  }
}

/**
 * How much earlier than the run an event of another metric may seem to have happened and still counts as since its start,
 * in milliseconds, where one of the two came without a time of its own: its time is then when it arrived, and an order
 * may overtake the checkout that it came of.
 */
const OVERTAKING_MS = 60 * SECOND;

/**
 * Since the flow started: after the event that started it, which itself does not count. Events of another metric count
 * from the second in which the run started: Klaviyo's timestamps are whole seconds, and an order must not go unseen because
 * its sender rounds its time. Of the trigger's own metric only later ones count, so that of two orders in one second one
 * follows the other.
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
    memoryMs: longestRunMs + OVERTAKING_MS + SECOND,
  };
}

function startSecond(run: RunStart): number {
  return Math.floor(run.started_at / SECOND) * SECOND;
}

function isLater(event: HistoryEvent, { event: { id, time } }: RunStart): boolean {
  return byTime(event, { ...event, event_id: id, time }) > 0;
}

/** Without one, an event happened when it was received. */
function hasOwnTime({ time, received_at }: { readonly time: number; readonly received_at: number }): boolean {
  return time !== received_at;
}

function ofDateFilter(filter: DateFilter): Timeframe {
  const test = compileDateFilter(filter);
  return {
    // A date filter reads numbers as seconds.
    includes: (event, _run, now) => test(event.time / SECOND, now),
    from: (_run, now) => earliest(filter, now),
    memoryMs: memoryOf(filter),
  };
}

/** The beginning of a filter's span at `now`, or earlier. */
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

/** How far back from the present a filter looks. A day more than it says, since days begin at midnight. */
function memoryOf(filter: DateFilter): number {
  switch (filter.operator) {
    case "in-the-last":
      return filter.quantity * UNITS[filter.unit] + DAY;
    case "between":
      return filter.end * UNITS[filter.unit] + DAY;
    case "in-the-next":
      return 0;
    default:
      return Number.POSITIVE_INFINITY;
  }
}
