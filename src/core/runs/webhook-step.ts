// A send-webhook action made ready to be taken and sent.

import { retryRules } from "../delivery/retry-rules.ts";
import type { SendWebhookAction } from "../flow/send-webhook.ts";
import { originOf } from "../target/origin.ts";
import { link, type WebhookStep } from "./steps.ts";

/** The step of an action that was checked. */
export function webhookStep({ type, id, data, links }: SendWebhookAction): WebhookStep {
  const { status, message } = data;
  const sending = { message, target: originOf(message.url), retries: retryRules(message.retry) };
  return { type, id, status, ...sending, ...link(links?.next) };
}
