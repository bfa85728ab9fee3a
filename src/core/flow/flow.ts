// A flow as its file says it: which event starts it, and what happens then. This schema is the one source of the type,
// of the checks and of the JSON Schema that editors use.

import * as z from "zod";
import { reentryCriteriaSchema } from "../profiles/reentry.ts";
import { actionSchema } from "./actions.ts";
import { actionIdSchema, flowIdSchema } from "./identifiers.ts";
import { profileFilterSchema } from "./profile-conditions.ts";
import { statusSchema } from "./status.ts";
import { triggerSchema } from "./triggers.ts";

/** Most actions in one flow: far more than a person can read, and few enough to check at once. */
export const MAX_ACTIONS = 100;

const flowDefinitionSchema = z.strictObject({
  // One, which runnable.ts checks: zod would say no more than that there are too many.
  triggers: z
    .array(triggerSchema)
    .min(1, "must hold one trigger")
    .meta({ description: "What starts the flow: one trigger.", maxItems: 1 }),
  profile_filter: profileFilterSchema
    .nullish()
    .describe("Conditions on the profile and its history, checked at entry and again before each webhook."),
  reentry_criteria: reentryCriteriaSchema
    .nullish()
    .describe("How soon the same profile may enter again; absent: always."),
  entry_action_id: actionIdSchema.describe("The id of the first action."),
  actions: z
    .array(actionSchema)
    .min(1)
    .max(MAX_ACTIONS)
    .describe("What happens: each action names the next by its id."),
});

/** A flow file. */
export const flowSchema = z
  .strictObject({
    $schema: z.string().optional().describe("Where editors find the JSON Schema of this file; of no other meaning."),
    id: flowIdSchema.describe("Never changes: records, waits and history hang on it."),
    name: z.string().min(1).max(255).describe("What the flow is for, in a few words."),
    status: statusSchema
      .default("draft")
      .describe("live: runs; manual: each delivery waits for approval; draft, disabled: does nothing."),
    definition: flowDefinitionSchema.describe("What starts the flow, and what happens then."),
  })
  .describe("A flow: one trigger, filters and a graph of actions.");

/** One flow: what its file says, with the defaults filled in. */
export type Flow = z.infer<typeof flowSchema>;
