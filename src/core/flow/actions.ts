// A split with any number of branches: the first whose filter matches is taken, the else branch when none does.

import * as z from "zod";
import { conditionGroupsSchema } from "../filters/condition-groups.ts";
import { targetDateDataSchema, timeDelayDataSchema } from "./delays.ts";
import { actionIdSchema } from "./identifiers.ts";
import { booleanLinksSchema, idSchema, linksSchema, nextLinks } from "./links.ts";
import { branchFilterSchema, profileFilterSchema } from "./profile-conditions.ts";
import { sendWebhookActionSchema } from "./send-webhook.ts";

/** Most branches of one split: more than a person can keep apart. */
const MAX_BRANCHES = 50;

const branchSchema = z
  .strictObject({
    branch_id: actionIdSchema.describe("Unique in its split."),
    order: z.int().nonnegative().nullish().describe("Branches are tried by this number; absent: as they stand."),
    is_else: z.boolean().default(false).describe("Taken when no other branch matches; has no filter."),
    branch_filter: branchFilterSchema.nullish().describe("Conditions on the profile, its history and the event."),
    links: linksSchema.nullish().describe("Where the branch leads."),
    name: z.string().min(1).nullish().describe("What the branch is for, in a few words."),
  })
  .superRefine(({ is_else, branch_filter }, context) => {
    if (is_else && branch_filter != null) {
      const message = "The else branch is taken when no other matches: it has no filter of its own.";
      context.addIssue({ code: "custom", path: ["branch_filter"], message });
    }
    if (!is_else && branch_filter == null) {
      const message = "A branch needs a branch_filter, or is_else: true if it is for all who match no other.";
      context.addIssue({ code: "custom", path: ["branch_filter"], message });
    }
  });

type Branch = z.infer<typeof branchSchema>;

/** What no two branches of a split may share, in words. */
const SHARED: readonly (readonly [keyof Branch, (branch: Branch) => string | undefined])[] = [
  ["branch_id", ({ branch_id }) => `Two branches have the id "${branch_id}".`],
  ["order", ({ order }) => (order == null ? undefined : `Two branches have the order ${order}.`)],
  ["is_else", ({ is_else }) => (is_else ? "A split has one else branch, and this is the second." : undefined)],
];

/** The data of a multi-branch split. */
const multiBranchSplitDataSchema = z.strictObject({
  name: z.string().min(1).describe("What is decided, in a few words."),
  branches: z
    .array(branchSchema)
    .min(1)
    .max(MAX_BRANCHES)
    .superRefine((branches, context) => {
      const seen = new Set<string>();
      for (const [index, branch] of branches.entries()) {
        for (const [field, shared] of SHARED) {
          const message = shared(branch);
          if (message === undefined) continue;
          if (seen.has(message)) context.addIssue({ code: "custom", path: [index, field], message });
          seen.add(message);
        }
      }
    })
    .describe("The ways on: the first whose filter holds is taken."),
});

// What a flow does: a graph of actions, each naming the next by its id.

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
