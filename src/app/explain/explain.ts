// Explains the effects of an event on every flow, without sending or recording anything. No port here can write.

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

/** The ports of explaining. */
export interface ExplainPorts extends ShowPorts {
  /** The history of profiles; absent if it can't be read. */
  readonly profiles?: ProfileReader;
}

export interface ExplainOptions {
  /** Shows the path of a run also in flows that the event would not start. */
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

/** A flow without a live webhook has no path. It is shown with the paths of all its actions. */
function walkable(flow: RunnableFlow): RunnableFlow {
  return flow.leading.has(flow.entryActionId) ? flow : { ...flow, leading: new Set(flow.steps.keys()) };
}

function notesOn({ profiles }: ExplainPorts, flow: RunnableFlow): string[] {
  const remembers = readsHistory(flow) || flow.reentryMs > 0;
  if (profiles === undefined && remembers) return [UNKNOWN_HISTORY];
  return !flow.active && flow.readings.length > 0 ? [NOT_YET_COUNTED] : [];
}

const UNKNOWN_HISTORY =
  "This flow reads the profile's history, which is unknown here: the explanation assumes that nothing happened before.";

const NOT_YET_COUNTED =
  "Flowhook stores the events that this flow counts once the flow is live; earlier events may be unknown.";
