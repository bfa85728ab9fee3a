// Finds a running flow that sends nothing, and actions after which no webhook follows. A run without another webhook before
// it ends at once, as in Klaviyo, so it does not wait for a delay at the end of a path.

import type { Action } from "#core/flow/actions.ts";
import type { Flow } from "#core/flow/flow.ts";
import { isActive } from "#core/flow/status.ts";
import { type FlowWarning, flowWarning } from "#core/lint/flow-warnings.ts";
import type { Problem } from "#core/problem.ts";
import { leadingToWebhooks } from "#core/runs/reachable.ts";
import { compileSteps } from "#core/runs/runnable-flow.ts";

/** Returns the flow as a whole, or its actions after which nothing is sent. */
export function findNothingSent({ status, definition }: Flow): Problem<FlowWarning>[] {
  // In a draft the webhooks are drafts too, and they count.
  const actions = isActive(status) ? definition.actions : definition.actions.map(asIfLive);
  const leading = leadingToWebhooks(compileSteps(actions, { longestRunMs: 0 }));
  if (!leading.has(definition.entry_action_id)) return [sendsNothing(actions)];
  return actions.flatMap((action, index) => {
    if (action.type === "send-webhook" || leading.has(action.id)) return [];
    return [flowWarning("flow-nothing-follows", ["definition", "actions", index, "id"], whyFutile(action))];
  });
}

function sendsNothing(actions: readonly Action[]): Problem<FlowWarning> {
  const webhook = actions.findIndex(({ type }) => type === "send-webhook");
  if (webhook < 0) {
    const message = "This flow sends nothing: it has no send-webhook action.";
    return flowWarning("flow-sends-nothing", ["definition", "actions"], message);
  }
  const message =
    "This flow sends nothing: it has no live webhook. Set status: live in the data of those that are to be sent; " +
    "without a status an action is a draft.";
  return flowWarning("flow-sends-nothing", ["definition", "actions", webhook, "data", "status"], message);
}

function whyFutile({ type, id }: Action): string {
  const isWait = type === "time-delay" || type === "target-date";
  return isWait
    ? `A run that reaches "${id}" ends there and does not wait: no live webhook follows.`
    : `A run that reaches "${id}" ends there: no live webhook follows, whichever way it would take.`;
}

function asIfLive(action: Action): Action {
  return action.type === "send-webhook" ? { ...action, data: { ...action.data, status: "live" } } : action;
}
