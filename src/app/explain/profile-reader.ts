// The part of the profile store that explanations may call: it can't write.

import type { Event } from "#core/event/event.ts";
import { countedMetrics, toHistoryEvent } from "#core/profiles/counted-metrics.ts";
import { inOrder } from "#core/profiles/history.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import type { ProfileStore } from "../runs/profile-ports.ts";

/** The reading part of a profile store. */
export type ProfileReader = Pick<ProfileStore, "history" | "lastEntry">;

/** A store without profiles. */
export const NOTHING_KNOWN: ProfileReader = { history: async () => [], lastEntry: async () => undefined };

/**
 * Profiles as a flow would see them if the event had arrived. Events are stored before any flow reads the history, so the
 * event is part of its profile's history. If the store already has it, the stored one counts.
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
