// `--organization name=Acme`: what templates read as `organization.name`.

import type { JsonObject } from "#core/json.ts";
import { UsageError } from "./usage-error.ts";

/** The option, as parseArgs takes it. */
export const ORGANIZATION_OPTION = {
  organization: { type: "string", multiple: true, default: [] as string[] },
} as const;

/** The fields of the organization that the options name. */
export function readOrganization(texts: readonly string[]): JsonObject {
  return Object.fromEntries(
    texts.map((text) => {
      const { name, value } = /^(?<name>[A-Za-z_][A-Za-z0-9_]*)=(?<value>.*)$/s.exec(text)?.groups ?? {};
      if (name === undefined || value === undefined) {
        throw new UsageError(`--organization must be such as name="Acme Ltd", but is "${text}".`);
      }
      return [name, value];
    }),
  );
}
