// The profile's past that the conditions of a flow read, as of one of its steps. A flow that reads none costs nothing.

import { profileIdentifiers } from "#core/event/profile.ts";
import type { RunStart } from "#core/profiles/facts.ts";
import { NO_HISTORY, type ProfileHistory } from "#core/profiles/history.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import type { ProfileStore } from "../ports.ts";

/** Whether a flow's conditions read anything of the past. */
export function readsHistory(flow: RunnableFlow): boolean {
  return flow.readings.length > 0 || flow.readsEntries;
}

/** Reads what a flow's conditions need of the past for a run at the time `at`, in milliseconds since 1970. */
export async function readHistory(
  profiles: Pick<ProfileStore, "history" | "lastEntry">,
  flow: RunnableFlow,
  run: RunStart,
  at: number,
): Promise<ProfileHistory> {
  if (!readsHistory(flow)) return NO_HISTORY;
  const identifiers = profileIdentifiers(run.event.profile);
  const metrics = new Map<string, number>();
  for (const { metric, from } of flow.readings) {
    metrics.set(metric, Math.min(from(run, at), metrics.get(metric) ?? Number.POSITIVE_INFINITY));
  }
  const [events, lastEntry] = await Promise.all([
    metrics.size > 0 ? profiles.history({ identifiers, metrics, receivedBy: at }) : [],
    flow.readsEntries ? profiles.lastEntry(flow.id, identifiers, run.event.id, at) : undefined,
  ]);
  return { events, ...(lastEntry === undefined ? {} : { lastEntry }) };
}
