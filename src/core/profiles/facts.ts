// What a condition of a run is judged by.

import type { Event } from "../event/event.ts";
import type { ProfileHistory } from "./history.ts";

/** What a run has been from its start. */
export interface RunStart {
  /** The event that started it: all that is known of the profile, apart from its history. */
  readonly event: Event;
  /** When it started, in milliseconds since 1970: when the event happened, or was received if that is said to be later. */
  readonly started_at: number;
}

/** A run at one of its steps. */
export interface RunFacts {
  readonly run: RunStart;
  /** The step's time, in milliseconds since 1970: when it was due, and never before the event was received. */
  readonly now: number;
  /** The profile's past as of the step's time. */
  readonly history: ProfileHistory;
}

/** The start of the run that an event begins: the same whenever it is asked. */
export function runStart(event: Event): RunStart {
  return { event, started_at: Math.min(event.time, event.received_at) };
}

/** The time of a step that was due at `dueAt`: an event that tells of the past starts a run that is due in the past. */
export function stepTime({ event }: Pick<RunStart, "event">, dueAt: number): number {
  return Math.max(dueAt, event.received_at);
}
