// What a flow does: a graph of actions, each naming the next by its id.

import * as z from "zod";
import { conditionGroupsSchema } from "../filters/condition-groups.ts";
import { idSchema, nextLinks } from "./action-base.ts";
import { booleanLinksSchema } from "./links.ts";
import { multiBranchSplitDataSchema } from "./multi-branch-split.ts";
import { profileFilterSchema } from "./profile-conditions.ts";
import { sendWebhookActionSchema } from "./send-webhook.ts";
import { targetDateDataSchema } from "./target-date.ts";
import { timeDelayDataSchema } from "./time-delay.ts";

const nextIf = booleanLinksSchema.describe("What comes next, by whether the filter holds.");

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
