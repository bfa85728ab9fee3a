// What comes after an action: the ids of others.

import * as z from "zod";
import { property } from "../json.ts";
import { actionIdSchema } from "./identifiers.ts";

const nextSchema = actionIdSchema.nullish().describe("The id of the next action; null or absent: the run ends.");

/** The way on from an action that has one. */
export const linksSchema = z.strictObject({ next: nextSchema });

/** The ways on from an action that asks whether something holds. */
export const booleanLinksSchema = z.strictObject({
  next_if_true: nextSchema.describe("The id of the action for those who match; null or absent: the run ends."),
  next_if_false: nextSchema.describe("The id of the action for those who do not; null or absent: the run ends."),
});

// What every action has: its id, and where it leads.

/** The id of an action. */
export const idSchema = actionIdSchema.describe(
  "Unique in its flow. Deliveries and waits hang on it: best never changed.",
);

/** Where an action leads that knows one way on. */
export const nextLinks = linksSchema.nullish().describe("What comes next; absent: the run ends.");

// Where an action leads. Read from what the file says, so that a mistake elsewhere in an action does not hide its links.

/** A link to another action, with its place: in an action, or in the flow file. */
export interface ActionLink {
  readonly to: string;
  readonly path: readonly PropertyKey[];
}

const LINKS = ["next", "next_if_true", "next_if_false"] as const;

/** The links of an action, each with its place in it. */
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
