// One step of a run: a pure function of the flow, where the run has come to, and the profile's past. It takes action after
// action until the run waits or ends, and says what falls out on the way. The same step always gives the same result, so a
// message that comes twice does no harm.

import { isActive } from "../flow/status.ts";
import { conditionsHold } from "../profiles/conditions.ts";
import { type RunFacts, type RunStart, stepTime } from "../profiles/facts.ts";
import type { ProfileHistory } from "../profiles/history.ts";
import type { Zones } from "../waiting/zones.ts";
import type { RunnableFlow } from "./runnable-flow.ts";
import { type Branch, isWait, type SplitStep, type WaitStep, type WebhookStep } from "./steps.ts";
import { endOfWait } from "./waits.ts";

/** Where a run has come to. */
export interface RunPosition extends RunStart {
  /** The action to take next. */
  readonly action_id: string;
  /** When it was due, in milliseconds since 1970. */
  readonly due_at: number;
}

/** What a step depends on beside flow and position. */
interface StepFacts {
  /** The profile's past as of the step's time. */
  readonly history: ProfileHistory;
  /** The organization's zone: an IANA name. */
  readonly organizationZone: string;
}

/**
 * What becomes of a webhook: it is sent, waits for a person's approval, or is passed by: since it is a draft or disabled,
 * or since the profile does not match the flow's filter any more.
 */
export type WebhookResult = "sends" | "waits-for-approval" | "not-live" | "profile-filter-failed";

/** An action that was taken, and what came of it. */
export type Taken =
  | { readonly type: "webhook"; readonly step: WebhookStep; readonly result: WebhookResult }
  | { readonly type: "split"; readonly step: SplitStep; readonly branch?: Branch }
  | { readonly type: "wait"; readonly step: WaitStep; readonly until: number };

/** How a step ends: the run waits for an action's time, or is over. */
export type StepEnd =
  | { readonly type: "waits"; readonly action_id: string; readonly due_at: number }
  | { readonly type: "ended"; readonly reason: "finished" | "nothing-follows" | "action-not-found" };

/** One step of a run. */
export interface RunStep {
  /** The step's time, in milliseconds since 1970; history was read, and dates are shown, as of then. */
  readonly at: number;
  readonly taken: readonly Taken[];
  readonly end: StepEnd;
}

/** The start of a run: before its first action. */
export function entryPosition(flow: RunnableFlow, start: RunStart): RunPosition {
  return { ...start, action_id: flow.entryActionId, due_at: start.started_at };
}

/** Takes a run from where it has come to, to where it next waits or ends. */
export function stepRun(flow: RunnableFlow, position: RunPosition, facts: StepFacts): RunStep {
  const at = stepTime(position, position.due_at);
  const run: RunFacts = { run: position, now: at, history: facts.history };
  const zones = zonesOf(position, facts.organizationZone);
  const taken: Taken[] = [];
  let here: Here = { next: position.action_id, due: position.due_at };
  for (;;) {
    const action: Taken | Ended = takeAt(flow, here, run, zones);
    if (action.type === "ended") return { at, taken, end: action };
    taken.push(action);
    here = after(action, here);
    const { next: action_id, due: due_at } = here;
    if (action_id !== undefined && due_at > at) return { at, taken, end: { type: "waits", action_id, due_at } };
  }
}

/** A point on a run's way: the action to take next, if any, and when it is due. */
interface Here {
  readonly next: string | undefined;
  readonly due: number;
}

type Ended = Extract<StepEnd, { type: "ended" }>;

/** Takes one action; or says why the run ends before it. */
function takeAt(flow: RunnableFlow, { next, due }: Here, run: RunFacts, zones: Zones): Taken | Ended {
  if (next === undefined) return { type: "ended", reason: "finished" };
  const step = flow.steps.get(next);
  if (step === undefined) return { type: "ended", reason: "action-not-found" };
  if (!flow.leading.has(next)) return { type: "ended", reason: "nothing-follows" };
  if (step.type === "send-webhook") return { type: "webhook", step, result: resultOf(flow, step, run) };
  if (isWait(step)) return { type: "wait", step, until: endOfWait(step, due, zones) };
  const branch = branchOf(step, run);
  return { type: "split", step, ...(branch ? { branch } : {}) };
}

function after(action: Taken, { due }: Here): Here {
  if (action.type === "split") return { next: action.branch?.next, due };
  return { next: action.step.next, due: action.type === "wait" ? action.until : due };
}

/** The zones of a run's times: the profile's as the event carried it, and the organization's. */
export function zonesOf({ event }: RunStart, organization: string): Zones {
  const profile = event.profile.location?.timezone;
  return { organization, ...(profile == null ? {} : { profile }) };
}

function resultOf(flow: RunnableFlow, step: WebhookStep, run: RunFacts): WebhookResult {
  if (!isActive(step.status)) return "not-live";
  if (!conditionsHold(flow.profileFilter, run)) return "profile-filter-failed";
  return flow.status === "manual" || step.status === "manual" ? "waits-for-approval" : "sends";
}

/** The first branch whose conditions hold, or the one without any; undefined where there is none for this run. */
function branchOf(step: SplitStep, run: RunFacts): Branch | undefined {
  return step.branches.find(({ conditions }) => conditions === undefined || conditionsHold(conditions, run));
}
