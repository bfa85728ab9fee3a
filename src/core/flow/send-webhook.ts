// The action that sends a webhook, as a flow file says it. Whoever only sends needs no other part of a flow, so it stands
// apart from all that conditions and waits are made of.

import * as z from "zod";
import type { JsonValue } from "../json.ts";
import { secretNameSchema } from "./identifiers.ts";
import { idSchema, nextLinks } from "./links.ts";
import { retrySchema } from "./retry.ts";
import { statusSchema } from "./status.ts";
import { targetLimitsSchema } from "./target-limits.ts";

/** Any JSON, kept as it came: its texts are checked as templates. */
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

/** The message of a webhook: what is sent, and where to. */
export const webhookMessageSchema = z.strictObject({
  name: z.string().min(1).max(255).nullish().describe("What it is for, in a few words."),
  url: z.string().min(1).describe("Where to POST. Scheme and host are literal; path and query may hold templates."),
  headers: z.record(z.string(), z.string()).nullish().describe("Headers to add; their values are templates."),
  body: bodySchema.nullish().describe("The payload; absent: an empty object."),
  on_missing: z
    .literal("fail")
    .nullish()
    .describe("fail: a variable that has no value fails the delivery; absent: nothing stands in its place, or null."),
  signing_secret: secretNameSchema
    .nullish()
    .describe("The name of the secret to sign it with, in place of the usual one."),
  limits: targetLimitsSchema.nullish().describe("How much the target may be sent, by all flows together."),
  retry: retrySchema.nullish().describe("How often, when and after which answers it is tried again."),
});

/** The message of a webhook, as the flow file says it. */
export type WebhookMessage = z.infer<typeof webhookMessageSchema>;

export const sendWebhookActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("send-webhook").describe("Sends a webhook."),
  links: nextLinks,
  data: z
    .strictObject({
      status: statusSchema
        .default("draft")
        .describe("live: sends; manual: waits for approval; draft, disabled: passed by."),
      message: webhookMessageSchema.describe("What is sent, and where to."),
    })
    .describe("The webhook and its status."),
});

/** A send-webhook action. */
export type SendWebhookAction = z.infer<typeof sendWebhookActionSchema>;
