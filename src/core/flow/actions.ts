// What a flow does: a graph of actions, each naming the next by its id.

import * as z from "zod";
import { conditionGroupsSchema } from "../filters/condition-groups.ts";
import type { JsonValue } from "../json.ts";
import { actionIdSchema, secretNameSchema } from "./identifiers.ts";
import { booleanLinksSchema, linksSchema } from "./links.ts";
import { multiBranchSplitDataSchema } from "./multi-branch-split.ts";
import { profileFilterSchema } from "./profile-conditions.ts";
import { retrySchema } from "./retry.ts";
import { statusSchema } from "./status.ts";
import { targetDateDataSchema } from "./target-date.ts";
import { timeDelayDataSchema } from "./time-delay.ts";

const idSchema = actionIdSchema.describe("Unique in its flow. Deliveries and waits hang on it: best never changed.");
const nextLinks = linksSchema.nullish().describe("What comes next; absent: the run ends.");
const nextIf = booleanLinksSchema.describe("What comes next, by whether the filter holds.");

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

const timeDelayActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("time-delay").describe("Waits for a time."),
  links: nextLinks,
  data: timeDelayDataSchema.describe("How long: a number of days, hours or minutes, and then perhaps until a time."),
});

const targetDateActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("target-date").describe("Waits until a time of day or a weekday."),
  links: nextLinks,
  data: targetDateDataSchema.describe("Until when."),
});

const triggerSplitActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("trigger-split").describe("Two ways, by the event that started the run."),
  links: nextIf,
  data: z
    .strictObject({
      trigger_filter: conditionGroupsSchema.describe("Conditions on the event."),
      trigger_id: z.string().min(1).describe("The id of the flow's trigger."),
      trigger_type: z
        .enum(["metric", "list", "segment", "date", "price-drop", "low-inventory", "scheduled"])
        .describe("The type of the flow's trigger."),
      trigger_subtype: z.string().nullish().describe("Klaviyo writes it; of no meaning here."),
    })
    .describe("What is asked of the event."),
});

const conditionalSplitActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("conditional-split").describe("Two ways, by the profile and what happened to it."),
  links: nextIf,
  data: z
    .strictObject({ profile_filter: profileFilterSchema.describe("Conditions on the profile and its history.") })
    .describe("What is asked of the profile."),
});

const multiBranchSplitActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("multi-branch-split").describe("Any number of ways: the first whose filter holds."),
  data: multiBranchSplitDataSchema.describe("The branches."),
});

/** Every action that a webhook flow may hold, by Klaviyo's names. */
export const actionSchema = z.discriminatedUnion("type", [
  sendWebhookActionSchema,
  timeDelayActionSchema,
  targetDateActionSchema,
  triggerSplitActionSchema,
  conditionalSplitActionSchema,
  multiBranchSplitActionSchema,
]);

/** One step of a flow. */
export type Action = z.infer<typeof actionSchema>;
