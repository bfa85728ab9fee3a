// What comes after an action: the ids of others.

import * as z from "zod";
import { actionIdSchema } from "./identifiers.ts";

const nextSchema = actionIdSchema.nullish().describe("The id of the next action; null or absent: the run ends.");

/** The way on from an action that has one. */
export const linksSchema = z.strictObject({ next: nextSchema });

/** The ways on from an action that asks whether something holds. */
export const booleanLinksSchema = z.strictObject({
  next_if_true: nextSchema.describe("The id of the action for those who match; null or absent: the run ends."),
  next_if_false: nextSchema.describe("The id of the action for those who do not; null or absent: the run ends."),
});
