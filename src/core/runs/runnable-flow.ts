// A flow made ready to run: its conditions and actions are compiled once per version of the flow. Templates are compiled where a
// webhook is rendered, because matching and stepping do not need them.

import { type CompiledConditions, compileConditionGroups } from "../filters/condition-groups.ts";
import type { Action } from "../flow/actions.ts";
import type { Flow } from "../flow/flow.ts";
import { isActive, type Status } from "../flow/status.ts";
import { triggerConditions, triggerMetric } from "../flow/triggers.ts";
import { type Condition, type ConditionContext, type Conditions, compileConditions } from "../profiles/conditions.ts";
import type { MetricReading } from "../profiles/history-span.ts";
import { reentryPeriod } from "../profiles/reentry.ts";
import { leadingToWebhooks, longestPath } from "./reachable.ts";
import { type Branch, link, type Step, type Steps, type WebhookStep, webhookStep } from "./steps.ts";
import { longestWait } from "./waits.ts";

/** A compiled flow. */
export interface RunnableFlow {
  readonly id: string;
  readonly name: string;
  readonly status: Status;
  /** Whether events start it and its runs continue. */
  readonly active: boolean;
  /** The metric of the events that start it. */
  readonly metric: string;
  /** Conditions on the event that starts it. */
  readonly conditions?: CompiledConditions;
  readonly profileFilter: Conditions;
  /** How soon the same profile may enter again, in milliseconds: 0 always, Infinity never. */
  readonly reentryMs: number;
  readonly entryActionId: string;
  readonly steps: Steps;
  readonly webhooks: ReadonlyMap<string, WebhookStep>;
  /** The actions from which a webhook that is live or manual can be reached. */
  readonly leading: ReadonlySet<string>;
  /** The parts of a profile's history that its conditions read. */
  readonly readings: readonly MetricReading[];
  /** Whether a condition reads when the profile last entered the flow. */
  readonly readsEntries: boolean;
  /**
   * How long entries into the flow are kept, in milliseconds: 0 if nothing reads them, Infinity for no limit.
   */
  readonly entriesMs: number;
}

/** Compiles a flow that was checked when it was loaded; throws if it is invalid. */
export function runnableFlow(flow: Flow): RunnableFlow {
  const { triggers, entry_action_id, actions, profile_filter, reentry_criteria } = flow.definition;
  const [trigger] = triggers;
  const metric = trigger && triggerMetric(trigger);
  if (metric === undefined) throw new Error(`The flow ${flow.id} was not checked: its trigger does not run`);
  const triggering = trigger && triggerConditions(trigger);
  const longestRunMs = longestRun(flow);
  const profileFilter = compileConditions(profile_filter?.condition_groups ?? [], { longestRunMs });
  const steps = compileSteps(actions, { longestRunMs });
  const conditions = allConditions(profileFilter, steps);
  const reentryMs = reentryPeriod(reentry_criteria);
  return {
    id: flow.id,
    name: flow.name,
    status: flow.status,
    active: isActive(flow.status),
    metric,
    ...(triggering ? { conditions: compileConditionGroups(triggering) } : {}),
    profileFilter,
    reentryMs,
    entryActionId: entry_action_id,
    steps,
    webhooks: new Map([...steps].flatMap(([id, step]) => (step.type === "send-webhook" ? [[id, step]] : []))),
    leading: leadingToWebhooks(steps),
    readings: conditions.flatMap(({ reads }) => reads ?? []),
    readsEntries: conditions.some(({ entriesMs }) => entriesMs !== undefined),
    entriesMs: Math.max(reentryMs, ...conditions.map(({ entriesMs }) => entriesMs ?? 0)),
  };
}

/** The longest time of a run, which does not depend on conditions. */
function longestRun({ definition }: Flow): number {
  return longestPath(compileSteps(definition.actions, { longestRunMs: 0 }), definition.entry_action_id, longestWait);
}

function allConditions(profileFilter: Conditions, steps: Steps): Condition[] {
  return [...profileFilter.flat(), ...[...steps.values()].flatMap(conditionsOf)];
}

function conditionsOf(step: Step): readonly Condition[] {
  return "branches" in step ? step.branches.flatMap(({ conditions }) => conditions?.flat() ?? []) : [];
}

type ActionOf<Type extends Action["type"]> = Extract<Action, { type: Type }>;

/** Compiles checked actions to steps. */
export function compileSteps(actions: readonly Action[], context: ConditionContext): Steps {
  return new Map(actions.map((action) => [action.id, compileStep(action, context)]));
}

function compileStep(action: Action, context: ConditionContext): Step {
  switch (action.type) {
    case "send-webhook":
      return webhookStep(action);
    case "time-delay":
      return { type: action.type, id: action.id, data: action.data, ...link(action.links?.next) };
    case "target-date":
      return { type: action.type, id: action.id, data: action.data, ...link(action.links?.next) };
    case "trigger-split":
      return booleanSplit(action, action.data.trigger_filter.condition_groups, context);
    case "conditional-split":
      return booleanSplit(action, action.data.profile_filter.condition_groups, context);
    case "multi-branch-split":
      return { type: action.type, id: action.id, branches: branchesOf(action, context) };
  }
}

function booleanSplit(
  { type, id, links }: ActionOf<"trigger-split" | "conditional-split">,
  groups: Parameters<typeof compileConditions>[0],
  context: ConditionContext,
): Step {
  const held: Branch = { id: "true", conditions: compileConditions(groups, context), ...link(links.next_if_true) };
  return { type, id, branches: [held, { id: "false", ...link(links.next_if_false) }] };
}

/** The branches in the order in which they are tried: by `order`, then by their order in the list, the else branch last. */
function branchesOf({ data }: ActionOf<"multi-branch-split">, context: ConditionContext): Branch[] {
  const branches = data.branches.map((branch, index) => ({
    branch,
    at: branch.is_else ? Infinity : (branch.order ?? index),
  }));
  return branches
    .sort((a, b) => a.at - b.at)
    .map(({ branch }) => ({
      id: branch.branch_id,
      ...(branch.branch_filter
        ? { conditions: compileConditions(branch.branch_filter.condition_groups, context) }
        : {}),
      ...link(branch.links?.next),
    }));
}
