// The way of a delivery past the gate before its target. What is not going to be sent anyway, since its flow has changed
// or a person has to approve it, asks nobody; nor does a test, by which a person asks how the target is now.

import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { WebhookStep } from "#core/runs/steps.ts";
import type { WebhookCatalogue } from "../flows/webhook-catalogue.ts";
import { declaredLimits } from "../targets/declared-limits.ts";
import type { Entry, TargetGate } from "../targets/target-gate.ts";
import { findWebhook } from "./find-webhook.ts";

/** What asking for entry needs. */
export interface EnterPorts {
  readonly catalogue: WebhookCatalogue;
  readonly gate: TargetGate;
}

/** That a delivery may be sent, or waits, and then with the webhook that it is of. */
export type DeliveryEntry =
  | Extract<Entry, { type: "entered" }>
  | (Extract<Entry, { type: "wait" }> & { readonly webhook: WebhookStep });

const PASSED: DeliveryEntry = { type: "entered", leave: async () => {} };

/** Asks whether a delivery may be sent to its target now. */
export async function enterTarget({ catalogue, gate }: EnterPorts, message: DeliveryMessage): Promise<DeliveryEntry> {
  if (message.test) return PASSED;
  const { flows } = await catalogue.current();
  const found = findWebhook(flows, message);
  if (!found.ok || (found.needsApproval && !message.approved)) return PASSED;
  const { webhook } = found;
  const { times = 0, slot } = message.waiting ?? {};
  const limits = declaredLimits(flows).get(webhook.target);
  const entry = await gate.enter({ target: webhook.target, limits, waited: times, slot });
  return entry.type === "wait" ? { ...entry, webhook } : entry;
}
