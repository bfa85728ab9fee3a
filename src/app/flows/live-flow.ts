// A flow made ready to run: its conditions compiled once, for as long as this version of it lives. Its templates are
// compiled where a webhook is rendered (delivery/webhook-template.ts): matching needs none of them.

import { type CompiledConditions, compileConditionGroups } from "#core/filters/condition-groups.ts";
import type { WebhookMessage } from "#core/flow/actions.ts";
import type { Flow } from "#core/flow/flow.ts";

/** A send-webhook action, ready to run. */
export interface LiveWebhook {
  readonly id: string;
  /** Only a live action sends. */
  readonly live: boolean;
  /** What the flow file says. The same object for as long as this version of the flow lives. */
  readonly message: WebhookMessage;
  /** Literal scheme, host and port of the URL; queues and limits go by it. */
  readonly target: string;
  /** The action after this one. */
  readonly next?: string;
}

/** A flow, ready to be matched and run. */
export interface LiveFlow {
  readonly id: string;
  readonly name: string;
  /** Whether events start it and its deliveries are sent. */
  readonly live: boolean;
  readonly metric: string;
  readonly conditions?: CompiledConditions;
  readonly entryActionId: string;
  readonly webhooks: ReadonlyMap<string, LiveWebhook>;
}

/** Makes a flow ready to run that was checked when it was loaded; throws for one that was not. */
export function liveFlow(flow: Flow): LiveFlow {
  const { triggers, entry_action_id, actions } = flow.definition;
  const [trigger] = triggers;
  if (trigger?.type !== "metric") throw new Error(`The flow ${flow.id} was not checked: its trigger does not run`);
  return {
    id: flow.id,
    name: flow.name,
    live: flow.status === "live",
    metric: trigger.id,
    ...(trigger.trigger_filter ? { conditions: compileConditionGroups(trigger.trigger_filter.condition_groups) } : {}),
    entryActionId: entry_action_id,
    webhooks: new Map(actions.map((action) => [action.id, liveWebhook(action, flow.id)])),
  };
}

function liveWebhook(action: Flow["definition"]["actions"][number], flowId: string): LiveWebhook {
  if (action.type !== "send-webhook")
    throw new Error(`The flow ${flowId} was not checked: ${action.type} does not run`);
  const { message, status } = action.data;
  const next = action.links?.next;
  return {
    id: action.id,
    live: status === "live",
    message,
    target: originOf(message.url),
    ...(next == null ? {} : { next }),
  };
}

/** Scheme, host and port, which a URL template holds literally. */
function originOf(url: string): string {
  return (/^[a-z]+:\/\/[^/?#{]+/i.exec(url)?.[0] ?? url).toLowerCase();
}
