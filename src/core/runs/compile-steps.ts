// From the actions of a flow file to steps.

import { retryRules } from "../delivery/retry-rules.ts";
import type { Action } from "../flow/actions.ts";
import { type ConditionContext, compileConditions } from "../profiles/compile-conditions.ts";
import type { Branch, Step, Steps, WebhookStep } from "./steps.ts";

type ActionOf<Type extends Action["type"]> = Extract<Action, { type: Type }>;

/** Compiles actions that were checked. */
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

function webhookStep({ type, id, data, links }: ActionOf<"send-webhook">): WebhookStep {
  const { status, message } = data;
  const sending = { message, target: originOf(message.url), retries: retryRules(message.retry) };
  return { type, id, status, ...sending, ...link(links?.next) };
}

/** Scheme, host and port, which a URL template holds literally. */
function originOf(url: string): string {
  return (/^[a-z]+:\/\/[^/?#{]+/i.exec(url)?.[0] ?? url).toLowerCase();
}

function booleanSplit(
  { type, id, links }: ActionOf<"trigger-split" | "conditional-split">,
  groups: Parameters<typeof compileConditions>[0],
  context: ConditionContext,
): Step {
  const held: Branch = { id: "true", conditions: compileConditions(groups, context), ...link(links.next_if_true) };
  return { type, id, branches: [held, { id: "false", ...link(links.next_if_false) }] };
}

/** The branches in the order in which they are tried: by `order`, those without one as they stand, the else branch last. */
function branchesOf({ data }: ActionOf<"multi-branch-split">, context: ConditionContext): Branch[] {
  const place = data.branches.map((branch, index) => ({
    branch,
    at: branch.is_else ? Infinity : (branch.order ?? index),
  }));
  return place
    .sort((a, b) => a.at - b.at)
    .map(({ branch }) => ({
      id: branch.branch_id,
      ...(branch.branch_filter
        ? { conditions: compileConditions(branch.branch_filter.condition_groups, context) }
        : {}),
      ...link(branch.links?.next),
    }));
}

function link(next: string | null | undefined): { next?: string } {
  return next == null ? {} : { next };
}
