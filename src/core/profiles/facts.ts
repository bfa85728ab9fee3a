// The facts from which a run's conditions are decided.

import type { Event } from "../event/event.ts";
import type { ProfileHistory } from "./history.ts";

/** The start of a run. */
export interface RunStart {
  /** The event that started it. Apart from history, nothing else is known of the profile. */
  readonly event: Event;
  /** When it started, in milliseconds since 1970: the time of the event, but not later than it was received. */
  readonly started_at: number;
}

/** A run at one of its steps. */
export interface RunFacts {
  readonly run: RunStart;
  /** The time of the step, in milliseconds since 1970: when it was due, but not before the event was received. */
  readonly now: number;
  /** The profile's history as of the time of the step. */
  readonly history: ProfileHistory;
}

/** The start of the run that an event starts: a pure function of the event. */
export function runStart(event: Event): RunStart {
  return { event, started_at: Math.min(event.time, event.received_at) };
}

/** The time of a step that was due at `dueAt`. An event with a time in the past starts a run that is due in the past. */
export function stepTime({ event }: Pick<RunStart, "event">, dueAt: number): number {
  return Math.max(dueAt, event.received_at);
}
