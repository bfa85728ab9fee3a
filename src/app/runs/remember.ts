// Stores the events that flows count: only those of counted metrics, once for each event, under every identifier of the
// profile. Events that start no flow are stored too, including backfilled ones.

import type { Event } from "#core/event/event.ts";
import { profileIdentifiers } from "#core/event/profile.ts";
import { type CountedMetrics, forgetAt, toHistoryEvent } from "#core/profiles/counted-metrics.ts";
import type { HistoryRecord, ProfileStore } from "./profile-ports.ts";

/** Resolves once every later read of the profiles' history sees the events. */
export async function remember(
  profiles: ProfileStore,
  counted: CountedMetrics,
  events: readonly Event[],
): Promise<void> {
  const records = events.flatMap((event): HistoryRecord[] => {
    const metric = counted.get(event.metric);
    if (metric === undefined) return [];
    const expiresAt = forgetAt(event.time, metric.memoryMs);
    const identifiers = profileIdentifiers(event.profile);
    const timeless = event.unique_id !== undefined && event.time === event.received_at;
    return [
      {
        identifiers,
        event: toHistoryEvent(event, metric),
        ...(timeless ? { timeless } : {}),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      },
    ];
  });
  if (records.length > 0) await profiles.record(records);
}
