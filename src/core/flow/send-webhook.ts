// The schema of the action that sends a webhook. The dispatcher reads no other part of a flow, so this file imports nothing of
// conditions and waits.

import * as z from "zod";
import type { JsonValue } from "../json.ts";
import { secretNameSchema } from "./identifiers.ts";
import { idSchema, nextLinks } from "./links.ts";
import { retrySchema } from "./retry.ts";
import { statusSchema } from "./status.ts";
import { targetLimitsSchema } from "./target-limits.ts";

/** Any JSON, unchanged. Its texts are checked as templates. */
const jsonValueSchema = z
  .custom<JsonValue>(() => true)
  .meta({
    type: ["string", "number", "boolean", "null", "array", "object"],
    description:
      'Any JSON; its texts are templates, and a text that is one output keeps its type: "{{ event.Items }}".',
  });

const bodySchema = z
  .union([z.string(), z.record(z.string(), jsonValueSchema)])
  .describe("The payload: an object whose texts are templates, or one template that renders to JSON.");

/** The message of a webhook: its content and its URL. */
export const webhookMessageSchema = z.strictObject({
  name: z.string().min(1).max(255).nullish().describe("A short name of the webhook."),
  url: z.string().min(1).describe("Where to POST. Scheme and host are literal; path and query may hold templates."),
  headers: z.record(z.string(), z.string()).nullish().describe("Headers to add; their values are templates."),
  body: bodySchema.nullish().describe("The payload; absent: an empty object."),
  on_missing: z
    .literal("fail")
    .nullish()
    .describe(
      "fail: a variable without a value fails the delivery; absent: the variable renders as nothing, or as null.",
    ),
  signing_secret: secretNameSchema
    .nullish()
    .describe("The name of the secret that signs it, instead of the default one."),
  limits: targetLimitsSchema.nullish().describe("Limits for the target, for all flows together."),
  retry: retrySchema.nullish().describe("How often, when and after which answers the webhook is retried."),
});

/** The message of a webhook, parsed. */
export type WebhookMessage = z.infer<typeof webhookMessageSchema>;

export const sendWebhookActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("send-webhook").describe("Sends a webhook."),
  links: nextLinks,
  data: z
    .strictObject({
      status: statusSchema
        .default("draft")
        .describe("live: sends; manual: waits for approval; draft, disabled: runs skip it."),
      message: webhookMessageSchema.describe("The content of the webhook, and its URL."),
    })
    .describe("The webhook and its status."),
});

/** A send-webhook action. */
export type SendWebhookAction = z.infer<typeof sendWebhookActionSchema>;
