// The path of a variable, as far as it is known before rendering.

import { type Token, TypeGuards } from "liquidjs";

/** A step of a path: a name, an index, or null for each item of a list and for names that are known only at rendering. */
export type PathStep = string | number | null;

/** A path from the root of what a template reads: `["event", "Items", null, "Name"]`. */
export type VariablePath = readonly PathStep[];

/** The path of a token, from its own root; undefined for what is not a variable. */
export function tokenPath(token: Token | undefined): PathStep[] | undefined {
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return undefined;
  return token.props.map((property) =>
    TypeGuards.isWordToken(property) || TypeGuards.isQuotedToken(property) || TypeGuards.isNumberToken(property)
      ? property.content
      : null,
  );
}

/** A path for people, as a template would have it: `event.Items[].Name`, `person['Loyalty Points']`. */
export function pathText(path: VariablePath): string {
  return path
    .map((step, index) => {
      if (step === null) return "[]";
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `['${step}']`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}
