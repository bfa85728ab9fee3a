// Walks the path of a run: calls the stepper from the entry until the run ends, with the profile's current history. Later
// events can still change the path.

import type { Weekday } from "#core/flow/delays.ts";
import { type RunFacts, type RunStart, stepTime } from "#core/profiles/facts.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { entryPosition, type RunPosition, type RunStep, stepRun, type Taken, zonesOf } from "#core/runs/step-run.ts";
import type { WaitStep } from "#core/runs/steps.ts";
import { isoTime } from "#core/time.ts";
import { limitingWeekdays, localAt } from "#core/waiting/end-of-delay.ts";
import { type Zones, zoneFor } from "#core/waiting/zones.ts";
import { readHistory } from "../runs/read-history.ts";
import type { FindHeldBack } from "../targets/held-back.ts";
import { count } from "./describe-date.ts";
import { allHold, explainConditions } from "./explain-conditions.ts";
import type {
  ExplainedPath,
  PathEnd,
  PathStep,
  SplitOnPath,
  TriedBranch,
  WaitOnPath,
  WebhookOnPath,
} from "./explanation.ts";
import type { ProfileReader } from "./profile-reader.ts";
import { type ShowPorts, showWebhook } from "./show-webhook.ts";

/** The ports of walking a path. */
interface PathPorts extends ShowPorts {
  readonly profiles: ProfileReader;
  readonly heldBack: FindHeldBack;
}

/** The facts at an action, and the time from which a wait at it would count. */
interface TakenFacts extends RunFacts {
  readonly from: number;
}

type End = Extract<RunStep["end"], { type: "ended" }>;

/** Walks the path of a run from its start to its end. */
export async function explainPath(
  ports: PathPorts,
  flow: RunnableFlow,
  start: RunStart,
): Promise<Omit<ExplainedPath, "assumed">> {
  const { organizationZone } = ports;
  const steps: PathStep[] = [];
  let position: RunPosition = entryPosition(flow, start);
  for (;;) {
    const at = stepTime(position, position.due_at);
    const history = await readHistory(ports.profiles, flow, position, at);
    const { taken, end } = stepRun(flow, position, { history, organizationZone });
    const facts: RunFacts = { run: position, now: at, history };
    let from = position.due_at;
    for (const action of taken) {
      steps.push(await explainTaken(ports, flow, action, { ...facts, from }));
      if (action.type === "wait") from = action.until;
    }
    if (end.type === "ended") return { steps, end: pathEnd(end, taken.at(-1), at) };
    position = { ...position, action_id: end.action_id, due_at: end.due_at };
  }
}

function explainTaken(
  ports: PathPorts,
  flow: RunnableFlow,
  action: Taken,
  facts: TakenFacts,
): PathStep | Promise<PathStep> {
  switch (action.type) {
    case "webhook":
      return explainWebhook(ports, flow, action, facts);
    case "wait":
      return explainWait(action, facts, zonesOf(facts.run, ports.organizationZone));
    case "split":
      return explainSplit(action, facts);
  }
}

async function explainWebhook(
  ports: PathPorts,
  flow: RunnableFlow,
  { step, result }: Extract<Taken, { type: "webhook" }>,
  facts: RunFacts,
): Promise<WebhookOnPath> {
  const { now, run } = facts;
  const filter =
    flow.profileFilter.length === 0 ? {} : { profile_filter: explainConditions(flow.profileFilter, facts) };
  const shown = await showWebhook(ports, step, run.event, now);
  const held_back = result === "sends" ? ports.heldBack(flow.id, step) : undefined;
  return {
    type: step.type,
    at: isoTime(now),
    result,
    says: RESULTS[result](step.status),
    ...filter,
    ...shown,
    ...(held_back ? { held_back } : {}),
  };
}

const RESULTS: Readonly<Record<WebhookOnPath["result"], (status: string) => string>> = {
  sends: () => "is sent",
  "waits-for-approval": () => "waits until a person approves it",
  "not-live": (status) => `is skipped because it is ${status}`,
  "profile-filter-failed": () => "is skipped because the profile no longer matches the profile filter",
};

function explainWait(
  { step, until }: Extract<Taken, { type: "wait" }>,
  { from }: TakenFacts,
  zones: Zones,
): WaitOnPath {
  const times = { at: isoTime(from), until: isoTime(until) };
  const wait = { type: step.type, action_id: step.id, ...times, says: describeWait(step) };
  if (!needsZone(step)) return wait;
  const zone = zoneFor(settingOf(step), zones);
  const there = localAt(until, zone).toString({ timeZoneName: "never", smallestUnit: "second" });
  return { ...wait, zone, until_there: there };
}

function settingOf({ data }: WaitStep): string | null | undefined {
  return data.timezone;
}

function explainSplit({ step, branch }: Extract<Taken, { type: "split" }>, facts: RunFacts): SplitOnPath {
  const taken = branch === undefined ? step.branches.length : step.branches.indexOf(branch) + 1;
  const tried = step.branches.slice(0, taken).map(({ id, conditions }): TriedBranch => {
    if (conditions === undefined) return { branch: id, holds: true };
    const groups = explainConditions(conditions, facts);
    return { branch: id, holds: allHold(groups), groups };
  });
  const { type, id: action_id } = step;
  return { type, action_id, at: isoTime(facts.now), ...(branch ? { branch: branch.id } : {}), tried };
}

function pathEnd({ reason }: End, last: Taken | undefined, at: number): PathEnd {
  const ended = { at: isoTime(at), reason };
  if (reason === "nothing-follows") return { ...ended, says: "No live webhook follows, so the run ends here." };
  if (reason === "action-not-found") return { ...ended, says: "The flow has no such action, so the run ends here." };
  const nowhere = last?.type === "split" && last.branch === undefined;
  return { ...ended, says: nowhere ? "No branch matches this run, so it ends here." : "The run ends." };
}

/** Describes a wait, without its zone. */
export function describeWait(step: WaitStep): string {
  if (step.type === "target-date") return until(step.data.target_time ?? "00:00", step.data.target_days);
  const { delay_until_time, delay_until_weekdays } = step.data;
  const then = needsZone(step) ? `, then ${until(delay_until_time, delay_until_weekdays)}` : "";
  return `${lengthOf(step.data)}${then}`;
}

/** Returns whether the end of a wait depends on a zone: it has a time of day or weekdays. */
export function needsZone(step: WaitStep): boolean {
  if (step.type === "target-date") return true;
  return step.data.delay_until_time != null || limitingWeekdays(step.data.delay_until_weekdays) !== undefined;
}

function lengthOf({ unit, value, secondary_value }: Extract<WaitStep, { type: "time-delay" }>["data"]): string {
  const main = unit ?? "days";
  const secondary = secondary_value ? ` ${count(secondary_value, main === "days" ? "hour" : "minute")}` : "";
  return `${count(value, main.slice(0, -1))}${secondary}`;
}

function until(time: string | null | undefined, weekdays: readonly Weekday[] | null | undefined): string {
  const days = limitingWeekdays(weekdays)?.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`) ?? [];
  const named = days.length < 2 ? days.join("") : `${days.slice(0, -1).join(", ")} or ${days.at(-1)}`;
  if (time == null) return `until ${named}`;
  const shown = time.replace(/^(\d\d:\d\d):00$/, "$1");
  return `until ${shown}${named === "" ? "" : ` on ${named}`}`;
}
