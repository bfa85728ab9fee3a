// Where an action leads. Read from what the file says, so that a mistake elsewhere in an action does not hide its links.

import { property } from "../json.ts";
import { actionIdSchema } from "./identifiers.ts";

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
