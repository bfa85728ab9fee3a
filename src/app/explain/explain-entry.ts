// Explains whether an event would start a flow. The checks are those of a run's start (app/runs/start-runs.ts), in their
// order, but all of them are made, so that an author sees every reason at once.

import type { Event } from "#core/event/event.ts";
import { conditionsHold } from "#core/profiles/conditions.ts";
import type { RunFacts, RunStart } from "#core/profiles/facts.ts";
import { isTooOld, MAX_EVENT_AGE_MS } from "#core/runs/event-age.ts";
import { firstWaits } from "#core/runs/reachable.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { zonesOf } from "#core/runs/step-run.ts";
import { endOfWait } from "#core/runs/waits.ts";
import { describeDuration } from "./describe-duration.ts";
import { explainConditions, explainTriggerFilter } from "./explain-conditions.ts";
import { explainReentry } from "./explain-reentry.ts";
import type { Check, Verdict } from "./explanation.ts";
import type { ProfileReader } from "./profile-reader.ts";

/** Makes the checks for an event of the flow's metric; `facts` are those of the run's first step. */
export async function entryChecks(
  flow: RunnableFlow,
  facts: RunFacts,
  { profiles, organizationZone }: { readonly profiles: ProfileReader; readonly organizationZone: string },
): Promise<Check[]> {
  const { run } = facts;
  const { event } = run;
  const checks = [
    metricCheck(flow, event),
    triggerFilterCheck(flow, event),
    statusCheck(flow),
    backfillCheck(event),
    ageCheck(flow, run, organizationZone),
    webhooksCheck(flow),
    profileFilterCheck(flow, facts),
    await explainReentry(profiles, flow, run),
  ];
  return checks.filter((check) => check !== undefined);
}

/** Returns the verdict of the checks. */
export function verdictOf(checks: readonly Check[]): Verdict {
  const failing = checks.filter(({ passes }) => !passes);
  if (failing.length === 0) return "starts";
  return failing.every(({ check }) => check === "status") ? "would-start-if-live" : "does-not-start";
}

/** Checks that the event is of the metric that starts the flow. */
export function metricCheck(flow: RunnableFlow, event: Pick<Event, "metric">): Check {
  const passes = flow.metric === event.metric;
  const says = passes
    ? `The flow starts on "${flow.metric}".`
    : `The flow starts on "${flow.metric}", not on "${event.metric}".`;
  return { check: "metric", passes, says };
}

function triggerFilterCheck({ conditions }: RunnableFlow, event: Event): Check | undefined {
  if (conditions === undefined) return undefined;
  const passes = conditions.matches(event, event.received_at);
  const groups = explainTriggerFilter(conditions, event, event.received_at);
  return { check: "trigger-filter", passes, says: filterSays("event", "trigger", passes), groups };
}

function filterSays(what: string, filter: string, passes: boolean): string {
  return passes ? `The ${what} matches the ${filter} filter.` : `The ${what} does not match the ${filter} filter.`;
}

function statusCheck({ active, status }: RunnableFlow): Check {
  const says = active ? `The flow is ${status}.` : `The flow is ${status}: only flows that are live or manual start.`;
  return { check: "status", passes: active, says };
}

function backfillCheck({ backfill }: Event): Check | undefined {
  if (!backfill) return undefined;
  return { check: "backfill", passes: false, says: "The event is a backfill: it is stored and starts no flow." };
}

function ageCheck(flow: RunnableFlow, run: RunStart, organizationZone: string): Check {
  const age = Math.max(0, run.event.received_at - run.event.time);
  const zones = zonesOf(run, organizationZone);
  const waits = firstWaits(flow.steps, flow.entryActionId).map((wait) => endOfWait(wait, run.started_at, zones));
  const limit = Math.max(MAX_EVENT_AGE_MS, ...waits.map((end) => end - run.started_at));
  const limits = `the limit is ${describeDuration(limit)}, the longer of 4 hours and the flow's first delay`;
  const says = `The event was ${describeDuration(age)} old when it was received; ${limits}.`;
  return { check: "age", passes: !isTooOld(flow, run.event, organizationZone), says };
}

function webhooksCheck(flow: RunnableFlow): Check {
  const passes = flow.leading.has(flow.entryActionId);
  const says = passes
    ? "A webhook that is live or manual can be reached."
    : "The flow has no webhook that is live or manual, so no run starts.";
  return { check: "webhooks", passes, says };
}

function profileFilterCheck({ profileFilter }: RunnableFlow, facts: RunFacts): Check | undefined {
  if (profileFilter.length === 0) return undefined;
  const passes = conditionsHold(profileFilter, facts);
  const groups = explainConditions(profileFilter, facts);
  return { check: "profile-filter", passes, says: filterSays("profile", "profile", passes), groups };
}
