// `--organization name=Acme`: what templates read as `organization.name`.

import * as z from "zod";
import type { JsonObject } from "#core/json.ts";
import { type Cidr, parseCidr } from "#core/target/cidr.ts";
import { UsageError } from "./exit.ts";

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

// The option --received-at: an event explained, or rendered, as if it had come at another time than now.

const timeSchema = z.iso.datetime({ offset: true });

/** When an event is taken to be received, in milliseconds since 1970; `now` where the option is not given. */
export function readReceivedAt(text: string | undefined, now: number): number {
  if (text === undefined) return now;
  if (timeSchema.safeParse(text).success) return Date.parse(text);
  throw new UsageError(`--received-at must be a time with a zone, such as "2026-11-24T09:30:00Z", but is "${text}".`);
}

/** Reads the value of --allow-target. */
export function readCidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!parsed.ok) throw new UsageError(`--allow-target ${text}: ${parsed.problem}`);
  return parsed.cidr;
}
