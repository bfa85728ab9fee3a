// What every action has: its id, and where it leads.

import { actionIdSchema } from "./identifiers.ts";
import { linksSchema } from "./links.ts";

/** The id of an action. */
export const idSchema = actionIdSchema.describe(
  "Unique in its flow. Deliveries and waits hang on it: best never changed.",
);

/** Where an action leads that knows one way on. */
export const nextLinks = linksSchema.nullish().describe("What comes next; absent: the run ends.");
