// Options that several commands take, and the checks of their values.

import * as z from "zod";
import type { JsonObject } from "#core/json.ts";
import { type Cidr, parseCidr } from "#core/target/cidr.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time.ts";
import { isTimeZone } from "#core/waiting/zones.ts";
import { UsageError } from "./exit.ts";

/** `--organization name=Acme`: templates read the value as `organization.name`. */
export const ORGANIZATION_OPTION = {
  organization: { type: "string", multiple: true, default: [] as string[] },
} as const;

/** The organization's fields, from the values of --organization. */
export function readOrganization(texts: readonly string[]): JsonObject {
  return Object.fromEntries(
    texts.map((text) => {
      const { name, value } = /^(?<name>[A-Za-z_][A-Za-z0-9_]*)=(?<value>.*)$/s.exec(text)?.groups ?? {};
      if (name === undefined || value === undefined) {
        throw new UsageError(
          `--organization must have the form NAME=VALUE, such as name="Acme Ltd", but is "${text}".`,
        );
      }
      return [name, value];
    }),
  );
}

/** The value of --event, which is required. */
export function requireEvent(file: string | undefined): string {
  if (file !== undefined) return file;
  throw new UsageError("--event FILE is required: a file that contains an event in the format of POST /events.");
}

/** Checks the value of --timezone. */
export function readTimeZone(text: string): string {
  if (isTimeZone(text)) return text;
  throw new UsageError(`--timezone must be an IANA name such as "Europe/Copenhagen", but is "${text}".`);
}

const timeSchema = z.iso.datetime({ offset: true });

/** The value of --received-at in milliseconds since 1970; `now` without the option. */
export function readReceivedAt(text: string | undefined, now: number): number {
  if (text === undefined) return now;
  if (timeSchema.safeParse(text).success) return Date.parse(text);
  throw new UsageError(`--received-at must be a time with a zone, such as "2026-11-24T09:30:00Z", but is "${text}".`);
}

/** The address range that a value of --allow-target names. */
export function readCidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!parsed.ok) throw new UsageError(`--allow-target ${text}: ${parsed.problem}`);
  return parsed.cidr;
}

/** Units of durations such as "30m", in milliseconds. */
const UNITS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** A duration such as "30m", "2h" or "1d" in milliseconds; undefined for another text. */
export function durationOf(text: string): number | undefined {
  const { count, unit = "" } = /^(?<count>\d{1,6})(?<unit>[mhd])$/.exec(text)?.groups ?? {};
  const ms = UNITS[unit];
  return count === undefined || ms === undefined ? undefined : Number(count) * ms;
}
