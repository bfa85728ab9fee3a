// A run that waits, as it is shown in a list: what names it, and since and until when it waits. Not the whole event, which
// may have a quarter of a megabyte.

import { profileKey } from "../event/profile.ts";
import type { RunMessage } from "../messages/run-message.ts";

/** A run that waits. Times in milliseconds since 1970. */
export interface WaitingRun {
  readonly event_id: string;
  readonly flow_id: string;
  /** The action that it is to take. */
  readonly action_id: string;
  /** The metric of the event that started it. */
  readonly metric: string;
  /** The profile's key, "email:ada@example.com"; absent where the event names no profile. */
  readonly profile?: string;
  readonly started_at: number;
  /** When it is to take the action. */
  readonly due_at: number;
}

/** What is shown of a run. */
export function waitingRun({ event, flow_id, action_id, started_at, due_at }: RunMessage): WaitingRun {
  const profile = profileKey(event.profile);
  const whose = profile === undefined ? {} : { profile };
  return { event_id: event.id, flow_id, action_id, metric: event.metric, ...whose, started_at, due_at };
}
