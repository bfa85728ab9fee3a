// What is remembered of a profile: what happened to it, of just those metrics that some flow counts, and when it entered a
// flow. A step of a run reads it as of the time when the step was due, so that a repeat reads the same.

import type { JsonObject } from "../json.ts";

/** An event, as far as it is remembered. Times in milliseconds since 1970. */
export interface HistoryEvent {
  readonly event_id: string;
  readonly metric: string;
  /** When it happened. */
  readonly time: number;
  readonly received_at: number;
  readonly value?: number;
  /** Those properties alone that some flow's conditions read. */
  readonly properties: JsonObject;
}

/** What conditions read of a profile's past. */
export interface ProfileHistory {
  /** What happened, each event once, in the order of (time, event_id). */
  readonly events: readonly HistoryEvent[];
  /** When the profile last entered the flow by another event than the run's own; absent if it never did. */
  readonly lastEntry?: number;
}

/** The past of a profile of whom nothing is known. */
export const NO_HISTORY: ProfileHistory = { events: [] };

/** The order of history: by time, then by id, so that it is the same whoever reads it. */
export function byTime(a: HistoryEvent, b: HistoryEvent): number {
  return a.time - b.time || (a.event_id < b.event_id ? -1 : a.event_id > b.event_id ? 1 : 0);
}

/**
 * Events in their order, each once, though it was found under several identifiers. Of an event that was sent twice the
 * copy counts that was received first: a later one must not change what a step has read.
 */
export function inOrder(events: Iterable<HistoryEvent>): HistoryEvent[] {
  const once = new Map<string, HistoryEvent>();
  for (const event of events) {
    const before = once.get(event.event_id);
    if (before === undefined || event.received_at < before.received_at) once.set(event.event_id, event);
  }
  return [...once.values()].sort(byTime);
}
