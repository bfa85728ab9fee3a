// Starts runs in the flows that an event matches. The checks come in Klaviyo's order: the trigger and its filter (the match
// index), the event's age, the profile filter, re-entry. Each can be repeated with the same effect.

import type { Event } from "#core/event/event.ts";
import { profileIdentifiers } from "#core/event/profile.ts";
import { conditionsHold } from "#core/profiles/conditions.ts";
import { forgetAt } from "#core/profiles/counted-metrics.ts";
import { type RunStart, runStart, stepTime } from "#core/profiles/facts.ts";
import { isTooOld } from "#core/runs/event-age.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { entryPosition, stepRun } from "#core/runs/step-run.ts";
import type { Catalogue } from "../flows/catalogue.ts";
import { outcomeOf, type RunOutcome } from "./outcome.ts";
import type { ProfileStore } from "./profile-ports.ts";
import { readHistory } from "./read-history.ts";
import type { StartPorts } from "./run-ports.ts";

/** Starts a run in each flow that an event may enter, and returns the results of their first steps. */
export async function startRuns(
  ports: Pick<StartPorts, "profiles" | "organizationZone">,
  catalogue: Catalogue,
  event: Event,
): Promise<RunOutcome[]> {
  if (event.backfill) return [];
  const flows = catalogue.index.match(event, event.received_at);
  const outcomes = await Promise.all(flows.map((flow) => startRun(ports, flow, event)));
  return outcomes.filter((outcome) => outcome !== undefined);
}

async function startRun(
  { profiles, organizationZone }: Pick<StartPorts, "profiles" | "organizationZone">,
  flow: RunnableFlow,
  event: Event,
): Promise<RunOutcome | undefined> {
  if (!flow.leading.has(flow.entryActionId) || isTooOld(flow, event, organizationZone)) return undefined;
  const run = runStart(event);
  const now = stepTime(run, run.started_at);
  const history = await readHistory(profiles, flow, run, now);
  if (!conditionsHold(flow.profileFilter, { run, now, history })) return undefined;
  if (flow.entriesMs > 0 && !(await enter(profiles, flow, run))) return undefined;
  const position = entryPosition(flow, run);
  return outcomeOf(flow, position, stepRun(flow, position, { history, organizationZone }));
}

/** Enters the flow if its re-entry criteria allow it. */
function enter(profiles: ProfileStore, flow: RunnableFlow, { event, started_at }: RunStart): Promise<boolean> {
  const expiresAt = forgetAt(started_at, flow.entriesMs);
  return profiles.enter({
    flow_id: flow.id,
    identifiers: profileIdentifiers(event.profile),
    event_id: event.id,
    entered_at: started_at,
    // Without a period every entry is allowed, and is only stored.
    notAfter: flow.reentryMs === 0 ? Number.POSITIVE_INFINITY : started_at - flow.reentryMs,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
}
