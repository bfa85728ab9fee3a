// Finds a delivery's webhook in the current flows: since the delivery was made, its flow may have been changed, stopped or
// removed.

import type { OwnReason } from "#core/delivery/reasons.ts";
import { isActive } from "#core/flow/status.ts";
import type { TargetLimits } from "#core/flow/target-limits.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { FlowWebhooks } from "#core/runs/flow-webhooks.ts";
import type { WebhookStep } from "#core/runs/steps.ts";
import { declaredLimits } from "../targets/declared-limits.ts";

/** The webhook of a delivery, or the reason why it can't be sent. */
export type FoundWebhook =
  | {
      readonly ok: true;
      readonly webhook: WebhookStep;
      /** Whether a person must approve the delivery first. */
      readonly needsApproval: boolean;
      /** The limits that flows declare for its target. */
      readonly limits: TargetLimits | undefined;
    }
  | {
      readonly ok: false;
      /** Absent if the flow or the action no longer exists. */
      readonly webhook?: WebhookStep | undefined;
      readonly reason: OwnReason;
      readonly detail: string;
    };

/**
 * Finds the webhook of a delivery. A webhook that is not live is not sent: its delivery becomes a dead letter, and an
 * operator can send it again. A test is sent whatever the status, so that drafts can be tried.
 */
export function findWebhook(flows: ReadonlyMap<string, FlowWebhooks>, message: DeliveryMessage): FoundWebhook {
  const flow = flows.get(message.flow_id);
  const webhook = flow?.webhooks.get(message.action_id);
  const refuse = (reason: OwnReason, detail: string): FoundWebhook => ({ ok: false, webhook, reason, detail });
  if (!flow) return refuse("flow-not-found", `There is no flow "${message.flow_id}" any more.`);
  if (!flow.active && !message.test) return refuse("flow-not-live", `The flow "${flow.id}" is not live.`);
  if (!webhook)
    return refuse("action-not-found", `The flow "${flow.id}" has no action "${message.action_id}" any more.`);
  if (!isActive(webhook.status) && !message.test)
    return refuse("action-not-live", `The action "${webhook.id}" of "${flow.id}" is not live.`);
  const needsApproval = flow.status === "manual" || webhook.status === "manual";
  return { ok: true, webhook, needsApproval, limits: declaredLimits(flows).get(webhook.target) };
}
