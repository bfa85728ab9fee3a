// A split with any number of branches: the first whose filter matches is taken, the else branch when none does.

import * as z from "zod";
import { actionIdSchema } from "./identifiers.ts";
import { linksSchema } from "./links.ts";
import { branchFilterSchema } from "./profile-conditions.ts";

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
export const multiBranchSplitDataSchema = z.strictObject({
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
