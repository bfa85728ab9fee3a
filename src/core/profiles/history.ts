// The history of a profile: its events of metrics that a flow counts, and its entries into flows. A step of a run reads it as of
// the time when the step was due, so that a repeated step reads the same.

import type { JsonObject } from "../json.ts";

/** The kept part of an event. Times in milliseconds since 1970. */
export interface HistoryEvent {
  readonly event_id: string;
  readonly metric: string;
  /** When it happened. */
  readonly time: number;
  readonly received_at: number;
  readonly value?: number;
  /** Only the properties that conditions of flows read. */
  readonly properties: JsonObject;
}

/** The history that conditions read. */
export interface ProfileHistory {
  /** Each event once, in the order of (time, event_id). */
  readonly events: readonly HistoryEvent[];
  /** When the profile last entered the flow by another event than the run's own; absent if it never did. */
  readonly lastEntry?: number;
}

/** The history of an unknown profile. */
export const NO_HISTORY: ProfileHistory = { events: [] };

/** The order of history: by time, then by id, so that every reader has the same order. */
export function byTime(a: HistoryEvent, b: HistoryEvent): number {
  return a.time - b.time || (a.event_id < b.event_id ? -1 : a.event_id > b.event_id ? 1 : 0);
}

/**
 * Events in order, each once although several identifiers may have it. Of an event that was sent twice, the copy that was
 * received first counts, because a later one must not change the result of an earlier step.
 */
export function inOrder(events: Iterable<HistoryEvent>): HistoryEvent[] {
  const once = new Map<string, HistoryEvent>();
  for (const event of events) {
    const before = once.get(event.event_id);
    if (before === undefined || event.received_at < before.received_at) once.set(event.event_id, event);
  }
  return [...once.values()].sort(byTime);
}
