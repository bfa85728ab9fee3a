// Reads the part of a profile's history that a flow's conditions need at one of its steps. A flow without such conditions
// reads nothing.

import { profileIdentifiers } from "#core/event/profile.ts";
import type { RunStart } from "#core/profiles/facts.ts";
import { NO_HISTORY, type ProfileHistory } from "#core/profiles/history.ts";
import { historySpans } from "#core/profiles/history-span.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import type { ProfileStore } from "./profile-ports.ts";

/** Returns whether a flow's conditions read the history. */
export function readsHistory(flow: RunnableFlow): boolean {
  return flow.readings.length > 0 || flow.readsEntries;
}

/** Reads the history that a flow's conditions need for a run at the time `at`, in milliseconds since 1970. */
export async function readHistory(
  profiles: Pick<ProfileStore, "history" | "lastEntry">,
  flow: RunnableFlow,
  run: RunStart,
  at: number,
): Promise<ProfileHistory> {
  if (!readsHistory(flow)) return NO_HISTORY;
  const identifiers = profileIdentifiers(run.event.profile);
  const spans = historySpans(flow.readings, run, at);
  const [events, lastEntry] = await Promise.all([
    spans.length > 0 ? profiles.history({ identifiers, spans, receivedBy: at }) : [],
    flow.readsEntries ? profiles.lastEntry(flow.id, identifiers, run.event.id, at) : undefined,
  ]);
  return { events, ...(lastEntry === undefined ? {} : { lastEntry }) };
}
