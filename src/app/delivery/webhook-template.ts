// The template of a webhook, compiled on first use and cached for as long as this version of its flow lives.

import type { FlowMetrics } from "#core/flow/flow-metrics.ts";
import type { WebhookMessage } from "#core/flow/send-webhook.ts";
import {
  type CompiledWebhookTemplate,
  compileWebhookTemplate,
  type WebhookTemplate,
} from "#templates/webhook-template.ts";

const compiled = new WeakMap<WebhookMessage, WebhookTemplate>();

/**
 * Compiles the templates of a message, or returns their problems, with pointers into the message.
 * @param metrics the metrics of its flow; if given, variables of another metric's data are refused.
 */
export function compileMessage(
  { url, headers, body, on_missing }: Omit<WebhookMessage, "name">,
  metrics?: FlowMetrics,
): CompiledWebhookTemplate {
  return compileWebhookTemplate({ url, headers: headers ?? {}, body: body ?? null, on_missing }, metrics);
}

/** Returns the URL that a message always goes to, normalized; undefined if the URL depends on the event. */
export function literalUrl(message: WebhookMessage): string | undefined {
  return webhookTemplate(message).literalUrl ? new URL(message.url).href : undefined;
}

/** Returns the template of a message that was checked when its flow was loaded; throws if it was not. */
export function webhookTemplate(message: WebhookMessage): WebhookTemplate {
  const known = compiled.get(message);
  if (known) return known;
  const result = compileMessage(message);
  if (!result.ok) throw new Error(`A webhook was not checked: ${result.problems[0]?.message}`);
  compiled.set(message, result.template);
  return result.template;
}
