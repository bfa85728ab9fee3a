// Where an action leads: to other actions, by their ids.

import * as z from "zod";
import { property } from "../json.ts";
import { actionIdSchema } from "./identifiers.ts";

const nextSchema = actionIdSchema.nullish().describe("The id of the next action; null or absent: the run ends.");

/** The link of an action with one successor. */
export const linksSchema = z.strictObject({ next: nextSchema });

/** The links of an action with one successor if its filter matches, and another if it does not. */
export const booleanLinksSchema = z.strictObject({
  next_if_true: nextSchema.describe("The id of the next action if the filter matches; null or absent: the run ends."),
  next_if_false: nextSchema.describe(
    "The id of the next action if the filter does not match; null or absent: the run ends.",
  ),
});

/** The id of an action. */
export const idSchema = actionIdSchema.describe(
  "Unique in its flow. Do not change it: deliveries and waiting runs refer to it.",
);

/** The `links` field of an action with one successor. */
export const nextLinks = linksSchema.nullish().describe("The next action; absent: the run ends.");

/** A link to another action, and its path in the action or in the flow file. */
export interface ActionLink {
  readonly to: string;
  readonly path: readonly PropertyKey[];
}

const LINKS = ["next", "next_if_true", "next_if_false"] as const;

/** The links of an action that can be read, although other fields of it may be wrong. Each with its path in the action. */
export function linksOf(action: unknown): ActionLink[] {
  const branches = property(property(action, "data"), "branches");
  return [
    ...LINKS.flatMap((name) => linkAt(action, ["links", name])),
    ...(Array.isArray(branches) ? branches : []).flatMap((_, index) =>
      linkAt(action, ["data", "branches", index, "links", "next"]),
    ),
  ];
}

function linkAt(action: unknown, path: readonly PropertyKey[]): ActionLink[] {
  const link = actionIdSchema.safeParse(path.reduce(property, action));
  return link.success ? [{ to: link.data, path }] : [];
}
