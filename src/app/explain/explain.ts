// What would become of an event: asked of every flow, without sending or recording anything. There is no port here that
// writes.

import type { Event } from "#core/event/event.ts";
import { profileIdentifiers } from "#core/event/profile.ts";
import { runStart, stepTime } from "#core/profiles/facts.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { isoTime } from "#core/time.ts";
import { readHistory, readsHistory } from "../runs/read-history.ts";
import { type FindHeldBack, readHeldBack } from "../targets/held-back.ts";
import { entryChecks, metricCheck, verdictOf } from "./explain-entry.ts";
import { explainPath } from "./explain-path.ts";
import type { ExplainedFlow, ExplainedPath, Explanation } from "./explanation.ts";
import { NOTHING_KNOWN, type ProfileReader, withEvent } from "./profile-reader.ts";
import type { ShowPorts } from "./show-webhook.ts";

/** What explaining needs. */
export interface ExplainPorts extends ShowPorts {
  /** What is remembered of profiles; absent where there is nothing to read. */
  readonly profiles?: ProfileReader;
}

/** How to explain. */
export interface ExplainOptions {
  /** Whether to show the way of a run also in flows that the event would not start. */
  readonly assumeStart?: boolean;
}

/** Explains what each of these flows, live or not, would do with an event. */
export async function explain(
  ports: ExplainPorts,
  flows: Iterable<RunnableFlow>,
  event: Event,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const explained: ExplainedFlow[] = [];
  const facing = { ...ports, heldBack: await readHeldBack(ports) };
  for (const flow of flows) explained.push(await explainFlow(facing, flow, event, options));
  return {
    event: {
      id: event.id,
      metric: event.metric,
      identifiers: profileIdentifiers(event.profile),
      time: isoTime(event.time),
      received_at: isoTime(event.received_at),
    },
    history: ports.profiles ? "known" : "unknown",
    flows: explained,
  };
}

async function explainFlow(
  ports: ExplainPorts & { readonly heldBack: FindHeldBack },
  flow: RunnableFlow,
  event: Event,
  { assumeStart = false }: ExplainOptions,
): Promise<ExplainedFlow> {
  const { id: flow_id, name, status } = flow;
  const known = { flow_id, name, status };
  const profiles = withEvent(ports.profiles ?? NOTHING_KNOWN, flow, event);
  const run = runStart(event);
  if (event.metric !== flow.metric && !assumeStart) {
    return { ...known, verdict: "does-not-start", checks: [metricCheck(flow, event)], notes: [] };
  }
  const now = stepTime(run, run.started_at);
  const facts = { run, now, history: await readHistory(profiles, flow, run, now) };
  const checks = await entryChecks(flow, facts, { profiles, organizationZone: ports.organizationZone });
  const verdict = verdictOf(checks);
  const explained = { ...known, verdict, checks, notes: notesOn(ports, flow) };
  if (verdict === "does-not-start" && !assumeStart) return explained;
  const walked = await explainPath({ ...ports, profiles }, walkable(flow), run);
  const path: ExplainedPath = { assumed: verdict !== "starts", ...walked };
  return { ...explained, path };
}

/** A flow none of whose webhooks is live has no way to go; it is shown as far as its actions lead. */
function walkable(flow: RunnableFlow): RunnableFlow {
  return flow.leading.has(flow.entryActionId) ? flow : { ...flow, leading: new Set(flow.steps.keys()) };
}

function notesOn({ profiles }: ExplainPorts, flow: RunnableFlow): string[] {
  const remembers = readsHistory(flow) || flow.reentryMs > 0;
  if (profiles === undefined && remembers) return [UNKNOWN_HISTORY];
  return !flow.active && flow.readings.length > 0 ? [NOT_YET_COUNTED] : [];
}

const UNKNOWN_HISTORY =
  "This flow looks at the profile's past, of which nothing is known here: it is explained as if nothing had happened before.";

const NOT_YET_COUNTED =
  "What this flow counts is recorded from when it goes live; what happened before that may not be known.";
