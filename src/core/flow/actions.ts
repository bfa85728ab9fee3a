// What a flow does: a graph of actions, each naming the next by its id.

import * as z from "zod";
import { conditionGroupsSchema } from "../filters/condition-groups.ts";
import type { JsonValue } from "../json.ts";
import { actionIdSchema } from "./identifiers.ts";
import { multiBranchSplitDataSchema } from "./multi-branch-split.ts";
import { profileFilterSchema } from "./profile-conditions.ts";
import { statusSchema } from "./status.ts";
import { targetDateDataSchema } from "./target-date.ts";
import { timeDelayDataSchema } from "./time-delay.ts";

const nextSchema = actionIdSchema.nullish().describe("The id of the next action; null or absent: the run ends.");
const linksSchema = z.strictObject({ next: nextSchema });
const booleanLinksSchema = z.strictObject({ next_if_true: nextSchema, next_if_false: nextSchema });

const bodySchema = z
  .union([
    z.string(),
    z.record(
      z.string(),
      z.custom<JsonValue>(() => true),
    ),
  ])
  .describe("The payload: an object whose texts are templates, or one template that renders to JSON.");

/** The message of a webhook: what is sent, and where to. */
export const webhookMessageSchema = z.strictObject({
  name: z.string().min(1).max(255).nullish().describe("What it is for, in a few words."),
  url: z.string().min(1).describe("Where to POST. Scheme and host are literal; path and query may hold templates."),
  headers: z.record(z.string(), z.string()).nullish().describe("Headers to add; their values are templates."),
  body: bodySchema.nullish(),
});

/** The message of a webhook, as the flow file says it. */
export type WebhookMessage = z.infer<typeof webhookMessageSchema>;

export const sendWebhookActionSchema = z.strictObject({
  id: actionIdSchema,
  type: z.literal("send-webhook"),
  links: linksSchema.nullish(),
  data: z.strictObject({
    status: statusSchema
      .default("draft")
      .describe("live: sends; manual: waits for approval; draft, disabled: passed by."),
    message: webhookMessageSchema,
  }),
});

const timeDelayActionSchema = z.strictObject({
  id: actionIdSchema,
  type: z.literal("time-delay"),
  links: linksSchema.nullish(),
  data: timeDelayDataSchema,
});

const targetDateActionSchema = z.strictObject({
  id: actionIdSchema,
  type: z.literal("target-date"),
  links: linksSchema.nullish(),
  data: targetDateDataSchema,
});

const triggerSplitActionSchema = z.strictObject({
  id: actionIdSchema,
  type: z.literal("trigger-split"),
  links: booleanLinksSchema,
  data: z.strictObject({
    trigger_filter: conditionGroupsSchema,
    trigger_id: z.string().min(1),
    trigger_type: z.enum(["metric", "list", "segment", "date", "price-drop", "low-inventory", "scheduled"]),
    trigger_subtype: z.string().nullish(),
  }),
});

const conditionalSplitActionSchema = z.strictObject({
  id: actionIdSchema,
  type: z.literal("conditional-split"),
  links: booleanLinksSchema,
  data: z.strictObject({ profile_filter: profileFilterSchema }),
});

const multiBranchSplitActionSchema = z.strictObject({
  id: actionIdSchema,
  type: z.literal("multi-branch-split"),
  data: multiBranchSplitDataSchema,
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
