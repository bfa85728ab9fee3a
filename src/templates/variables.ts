// The variables that a template starts with.

import { ownProperty } from "#core/json.ts";
import type { TemplateScope } from "./template-scope.ts";

/** The name of the variable that holds secrets. */
export const SECRETS = "secrets";

/** Fields of the profile that stand at the root as well: the first three as in Klaviyo, the others as its identifiers. */
const SHORTCUTS = ["email", "first_name", "last_name", "phone_number", "external_id"] as const;

/** The names that every template may begin a variable with. */
export const ROOTS: ReadonlySet<string> = new Set(["event", "person", "organization", ...SHORTCUTS]);

/** The variables for one message; with secrets for headers and URL, without for the body. */
export function messageVariables(scope: TemplateScope, secrets?: Readonly<Record<string, string>>): object {
  const { event, person, organization } = scope;
  return {
    event,
    person,
    organization,
    email: ownProperty(person, "email"),
    first_name: ownProperty(person, "first_name"),
    last_name: ownProperty(person, "last_name"),
    phone_number: ownProperty(person, "phone_number"),
    external_id: ownProperty(person, "external_id"),
    ...(secrets ? { [SECRETS]: secrets } : {}),
  };
}
