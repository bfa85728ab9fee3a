// A waiting run in a list: its ids and its times. The event is left out, because it may have a quarter of a megabyte.

import { profileKey } from "../event/profile.ts";
import type { RunMessage } from "../messages/run-message.ts";

/** A run that waits. Times in milliseconds since 1970. */
export interface WaitingRun {
  readonly event_id: string;
  readonly flow_id: string;
  /** The next action. */
  readonly action_id: string;
  /** The metric of the event that started it. */
  readonly metric: string;
  /** The profile's key, "email:ada@example.com"; absent if the event has no profile. */
  readonly profile?: string;
  readonly started_at: number;
  /** When the action is due. */
  readonly due_at: number;
}

/** The listed part of a run. */
export function waitingRun({ event, flow_id, action_id, started_at, due_at }: RunMessage): WaitingRun {
  const profile = profileKey(event.profile);
  const whose = profile === undefined ? {} : { profile };
  return { event_id: event.id, flow_id, action_id, metric: event.metric, ...whose, started_at, due_at };
}
