// Old events start no flow: a person who left a cart four days ago should not be reminded now. The age is that at the time when
// the event was received, so time in Flowhook's queues never counts.

import type { Event } from "../event/event.ts";
import { runStart } from "../profiles/facts.ts";
import { HOUR_MS } from "../time.ts";
import { firstWaits } from "./reachable.ts";
import type { RunnableFlow } from "./runnable-flow.ts";
import { zonesOf } from "./step-run.ts";
import { endOfWait } from "./waits.ts";

/** An event up to this age starts all its flows; an older one only flows whose first delay is longer. */
export const MAX_EVENT_AGE_MS = 4 * HOUR_MS;

/** Whether an event, when it was received, was older than the larger of 4 hours and the flow's first delay. */
export function isTooOld(flow: RunnableFlow, event: Event, organizationZone: string): boolean {
  const age = event.received_at - event.time;
  if (age <= MAX_EVENT_AGE_MS) return false;
  const start = runStart(event);
  const zones = zonesOf(start, organizationZone);
  return firstWaits(flow.steps, flow.entryActionId).every(
    (wait) => endOfWait(wait, start.started_at, zones) < event.received_at,
  );
}
