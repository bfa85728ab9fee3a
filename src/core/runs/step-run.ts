// One step of a run: a pure function of the flow, the position of the run and the profile's history. It takes action after action
// until the run waits or ends, and returns the webhooks on the way. The same step always gives the same result, so a message that
// is delivered twice does no harm.

import { isActive } from "../flow/status.ts";
import { conditionsHold } from "../profiles/conditions.ts";
import { type RunFacts, type RunStart, stepTime } from "../profiles/facts.ts";
import type { ProfileHistory } from "../profiles/history.ts";
import type { Zones } from "../waiting/zones.ts";
import type { RunnableFlow } from "./runnable-flow.ts";
import { type Branch, isWait, type SplitStep, type WaitStep, type WebhookStep } from "./steps.ts";
import { endOfWait } from "./waits.ts";

/** The position of a run. */
export interface RunPosition extends RunStart {
  /** The action to take next. */
  readonly action_id: string;
  /** When it was due, in milliseconds since 1970. */
  readonly due_at: number;
}

/** The inputs of a step in addition to flow and position. */
interface StepFacts {
  /** The profile's history as of the time of the step. */
  readonly history: ProfileHistory;
  /** The organization's zone: an IANA name. */
  readonly organizationZone: string;
}

/**
 * The decision about a webhook: it is sent, waits for approval by a person, or is skipped because it is a draft or disabled, or
 * because the profile no longer matches the flow's filter.
 */
export type WebhookResult = "sends" | "waits-for-approval" | "not-live" | "profile-filter-failed";

/** An action that was taken, and its result. */
export type Taken =
  | { readonly type: "webhook"; readonly step: WebhookStep; readonly result: WebhookResult }
  | { readonly type: "split"; readonly step: SplitStep; readonly branch?: Branch }
  | { readonly type: "wait"; readonly step: WaitStep; readonly until: number };

/** The end of a step: the run waits until an action is due, or it is over. */
export type StepEnd =
  | { readonly type: "waits"; readonly action_id: string; readonly due_at: number }
  | { readonly type: "ended"; readonly reason: "finished" | "nothing-follows" | "action-not-found" };

/** One step of a run. */
export interface RunStep {
  /** The time of the step, in milliseconds since 1970, as of which history was read and dates are rendered. */
  readonly at: number;
  readonly taken: readonly Taken[];
  readonly end: StepEnd;
}

/** The position at the start of a run, before its first action. */
export function entryPosition(flow: RunnableFlow, start: RunStart): RunPosition {
  return { ...start, action_id: flow.entryActionId, due_at: start.started_at };
}

/** Takes a run from its position to its next wait or its end. */
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

/** A point of a run: the next action, if any, and when it is due. */
interface Here {
  readonly next: string | undefined;
  readonly due: number;
}

type Ended = Extract<StepEnd, { type: "ended" }>;

/** Takes one action, or returns why the run ends before it. */
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

/** The zones of a run: that of the profile in the event, and that of the organization. */
export function zonesOf({ event }: RunStart, organization: string): Zones {
  const profile = event.profile.location?.timezone;
  return { organization, ...(profile == null ? {} : { profile }) };
}

function resultOf(flow: RunnableFlow, step: WebhookStep, run: RunFacts): WebhookResult {
  if (!isActive(step.status)) return "not-live";
  if (!conditionsHold(flow.profileFilter, run)) return "profile-filter-failed";
  return flow.status === "manual" || step.status === "manual" ? "waits-for-approval" : "sends";
}

/** The first branch that matches or has no conditions; undefined if the split has no branch for this run. */
function branchOf(step: SplitStep, run: RunFacts): Branch | undefined {
  return step.branches.find(({ conditions }) => conditions === undefined || conditionsHold(conditions, run));
}
