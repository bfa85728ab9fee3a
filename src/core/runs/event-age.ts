// Events that tell of a past too far back start nothing: who left a cart four days ago need not hear of it now. Age is what
// an event had when it was received, so that time which it spends in our own queues never counts.

import type { Event } from "../event/event.ts";
import { runStart } from "../profiles/facts.ts";
import { HOUR_MS } from "../time.ts";
import { firstWaits } from "./reachable.ts";
import type { RunnableFlow } from "./runnable-flow.ts";
import { zonesOf } from "./step-run.ts";
import { endOfWait } from "./waits.ts";

/** An event of this age or less always starts its flows; an older one only those whose first delay is longer. */
export const MAX_EVENT_AGE_MS = 4 * HOUR_MS;

/** Whether an event was already older, when it was received, than the larger of 4 hours and the flow's first delay. */
export function isTooOld(flow: RunnableFlow, event: Event, organizationZone: string): boolean {
  const age = event.received_at - event.time;
  if (age <= MAX_EVENT_AGE_MS) return false;
  const start = runStart(event);
  const zones = zonesOf(start, organizationZone);
  return firstWaits(flow.steps, flow.entryActionId).every(
    (wait) => endOfWait(wait, start.started_at, zones) < event.received_at,
  );
}
