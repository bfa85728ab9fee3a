// The schema of flow files: which events start the flow, and which actions follow. It is the single source of the type, of the
// checks and of the JSON Schema that editors use.

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
  // runnable.ts checks that there is only one, with a better message than zod's "too many".
  triggers: z
    .array(triggerSchema)
    .min(1, "must hold one trigger")
    .meta({ description: "The trigger that starts the flow. A flow has one.", maxItems: 1 }),
  profile_filter: profileFilterSchema
    .nullish()
    .describe("Conditions on the profile and its history, checked at entry and again before each webhook."),
  reentry_criteria: reentryCriteriaSchema
    .nullish()
    .describe("How soon the same profile may enter again; absent: always."),
  entry_action_id: actionIdSchema.describe("The id of the first action."),
  actions: z.array(actionSchema).min(1).max(MAX_ACTIONS).describe("The actions: each names the next by its id."),
});

/** A flow file. */
export const flowSchema = z
  .strictObject({
    $schema: z.string().optional().describe("Where editors find the JSON Schema of this file; ignored otherwise."),
    id: flowIdSchema.describe("Never change it: records, waiting runs and history refer to it."),
    name: z.string().min(1).max(255).describe("A short name of the flow."),
    status: statusSchema
      .default("draft")
      .describe("live: runs; manual: each delivery waits for approval; draft, disabled: events do not start it."),
    definition: flowDefinitionSchema.describe("The trigger, the filters and the actions."),
  })
  .describe("A flow: one trigger, filters and a graph of actions.");

/** A flow: the content of its file, with defaults filled in. */
export type Flow = z.infer<typeof flowSchema>;
