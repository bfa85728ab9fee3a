// The webhook that a delivery is of, in the flows as they are now: a flow may have been changed, stopped or removed since
// the delivery was made.

import type { OwnReason } from "#core/delivery/reasons.ts";
import { isActive } from "#core/flow/status.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { FlowWebhooks } from "#core/runs/flow-webhooks.ts";
import type { WebhookStep } from "#core/runs/steps.ts";

/** The webhook, or why it can't be sent. */
export type FoundWebhook =
  | {
      readonly ok: true;
      readonly webhook: WebhookStep;
      /** Whether a person has to approve it first. */
      readonly needsApproval: boolean;
    }
  | { readonly ok: false; readonly reason: OwnReason; readonly detail: string };

/**
 * Finds the webhook of a delivery. What is not live is not sent; it lies in the dead letters until it is sent again. A test
 * is sent whatever the status: it is how a draft is tried.
 */
export function findWebhook(flows: ReadonlyMap<string, FlowWebhooks>, message: DeliveryMessage): FoundWebhook {
  const flow = flows.get(message.flow_id);
  if (!flow) return refusal("flow-not-found", `There is no flow "${message.flow_id}" any more.`);
  if (!flow.active && !message.test) return refusal("flow-not-live", `The flow "${flow.id}" is not live.`);
  const webhook = flow.webhooks.get(message.action_id);
  if (!webhook)
    return refusal("action-not-found", `The flow "${flow.id}" has no action "${message.action_id}" any more.`);
  if (!isActive(webhook.status) && !message.test)
    return refusal("action-not-live", `The action "${webhook.id}" of "${flow.id}" is not live.`);
  return { ok: true, webhook, needsApproval: flow.status === "manual" || webhook.status === "manual" };
}

function refusal(reason: OwnReason, detail: string): FoundWebhook {
  return { ok: false, reason, detail };
}
