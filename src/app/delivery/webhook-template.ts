// The template of a webhook, compiled when it is first rendered and kept for as long as this version of its flow lives.

import type { FlowMetrics } from "#core/flow/flow-metrics.ts";
import type { WebhookMessage } from "#core/flow/send-webhook.ts";
import {
  type CompiledWebhookTemplate,
  compileWebhookTemplate,
  type WebhookTemplate,
} from "#templates/webhook-template.ts";

const compiled = new WeakMap<WebhookMessage, WebhookTemplate>();

/**
 * Compiles the templates of a message, or tells what is wrong with them; pointers lead into the message.
 * @param metrics those of its flow, where variables that name another metric's data are to be refused as such.
 */
export function compileMessage(
  { url, headers, body, on_missing }: Omit<WebhookMessage, "name">,
  metrics?: FlowMetrics,
): CompiledWebhookTemplate {
  return compileWebhookTemplate({ url, headers: headers ?? {}, body: body ?? null, on_missing }, metrics);
}

/** Where a message always goes, as the URL standard writes it; undefined where that depends on the event. */
export function literalUrl(message: WebhookMessage): string | undefined {
  return webhookTemplate(message).literalUrl ? new URL(message.url).href : undefined;
}

/** The template of a message that was checked when its flow was loaded; throws for one that was not. */
export function webhookTemplate(message: WebhookMessage): WebhookTemplate {
  const known = compiled.get(message);
  if (known) return known;
  const result = compileMessage(message);
  if (!result.ok) throw new Error(`A webhook was not checked: ${result.problems[0]?.message}`);
  compiled.set(message, result.template);
  return result.template;
}
