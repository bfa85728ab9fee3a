// What an explanation may know of profiles: it reads, and has no way to write.

import type { Event } from "#core/event/event.ts";
import { countedMetrics, toHistoryEvent } from "#core/profiles/counted-metrics.ts";
import { inOrder } from "#core/profiles/history.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import type { ProfileStore } from "../runs/profile-ports.ts";

/** The part of a store of profiles that reads. */
export type ProfileReader = Pick<ProfileStore, "history" | "lastEntry">;

/** A store of profiles of whom nothing is known. */
export const NOTHING_KNOWN: ProfileReader = { history: async () => [], lastEntry: async () => undefined };

/**
 * Profiles as a flow would see them if the event had come: what happened is remembered before any flow looks, so the event
 * itself is a part of its profile's history. If it is in the store already, that is what counts.
 */
export function withEvent(profiles: ProfileReader, flow: RunnableFlow, event: Event): ProfileReader {
  const counted = countedMetrics(flow.readings).get(event.metric);
  if (counted === undefined) return profiles;
  const own = toHistoryEvent(event, counted);
  return {
    lastEntry: (...entry) => profiles.lastEntry(...entry),
    async history(query) {
      const found = await profiles.history(query);
      const wanted = query.spans.some(
        ({ metric, from, to }) => metric === own.metric && own.time >= from && own.time <= to,
      );
      return wanted ? inOrder([...found, own]) : found;
    },
  };
}
