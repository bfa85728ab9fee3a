// The actions of a flow form a graph: each names the next by its id. A multi-branch split takes the first branch whose filter
// matches, or its else branch.

import * as z from "zod";
import { conditionGroupsSchema } from "../filters/condition-groups.ts";
import { targetDateDataSchema, timeDelayDataSchema } from "./delays.ts";
import { actionIdSchema } from "./identifiers.ts";
import { booleanLinksSchema, idSchema, linksSchema, nextLinks } from "./links.ts";
import { branchFilterSchema, profileFilterSchema } from "./profile-conditions.ts";
import { sendWebhookActionSchema } from "./send-webhook.ts";

/** Most branches of one split: more than a person can distinguish at a glance. */
const MAX_BRANCHES = 50;

const branchSchema = z
  .strictObject({
    branch_id: actionIdSchema.describe("Unique in its split."),
    order: z
      .int()
      .nonnegative()
      .nullish()
      .describe("Branches are tried by this number; absent: in their order in the list."),
    is_else: z.boolean().default(false).describe("Taken when no other branch matches; has no filter."),
    branch_filter: branchFilterSchema.nullish().describe("Conditions on the profile, its history and the event."),
    links: linksSchema.nullish().describe("Where the branch leads."),
    name: z.string().min(1).nullish().describe("A short name of the branch."),
  })
  .superRefine(({ is_else, branch_filter }, context) => {
    if (is_else && branch_filter != null) {
      const message =
        "The else branch is taken if no other branch matches, so it has no filter. Remove branch_filter, or is_else.";
      context.addIssue({ code: "custom", path: ["branch_filter"], message });
    }
    if (!is_else && branch_filter == null) {
      const message =
        "A branch needs a branch_filter, or is_else: true if it is for every profile that matches no other branch.";
      context.addIssue({ code: "custom", path: ["branch_filter"], message });
    }
  });

type Branch = z.infer<typeof branchSchema>;

/** The problem if a branch shares one of these fields with an earlier branch. */
const SHARED: readonly (readonly [keyof Branch, (branch: Branch) => string | undefined])[] = [
  ["branch_id", ({ branch_id }) => `Two branches have the id "${branch_id}". Give each branch another branch_id.`],
  [
    "order",
    ({ order }) =>
      order == null ? undefined : `Two branches have the order ${order}. Give each branch another order.`,
  ],
  [
    "is_else",
    ({ is_else }) =>
      is_else ? "A split has one else branch, and this is the second. Remove is_else, or the branch." : undefined,
  ],
];

/** The data of a multi-branch split. */
const multiBranchSplitDataSchema = z.strictObject({
  name: z.string().min(1).describe("A short name of the decision."),
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
    .describe("The branches: the first whose filter matches is taken."),
});

const nextIf = booleanLinksSchema.describe("The next action, depending on whether the filter matches.");

const timeDelayActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("time-delay").describe("Waits for a time."),
  links: nextLinks,
  data: timeDelayDataSchema.describe(
    "How long: a number of days, hours or minutes, and optionally until a time of day or a weekday after that.",
  ),
});

const targetDateActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("target-date").describe("Waits until a time of day or a weekday."),
  links: nextLinks,
  data: targetDateDataSchema.describe("Until when."),
});

const triggerSplitActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("trigger-split").describe("Two branches, chosen by the event that started the run."),
  links: nextIf,
  data: z
    .strictObject({
      trigger_filter: conditionGroupsSchema.describe("Conditions on the event."),
      trigger_id: z.string().min(1).describe("The id of the flow's trigger."),
      trigger_type: z
        .enum(["metric", "list", "segment", "date", "price-drop", "low-inventory", "scheduled"])
        .describe("The type of the flow's trigger."),
      trigger_subtype: z.string().nullish().describe("Klaviyo writes it; Flowhook ignores it."),
    })
    .describe("The conditions on the event."),
});

const conditionalSplitActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("conditional-split").describe("Two branches, chosen by the profile and its history."),
  links: nextIf,
  data: z
    .strictObject({ profile_filter: profileFilterSchema.describe("Conditions on the profile and its history.") })
    .describe("The conditions on the profile."),
});

const multiBranchSplitActionSchema = z.strictObject({
  id: idSchema,
  type: z.literal("multi-branch-split").describe("Any number of branches: the first whose filter matches is taken."),
  data: multiBranchSplitDataSchema.describe("The branches."),
});

/** Every action that a webhook flow may have, under Klaviyo's names. */
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
