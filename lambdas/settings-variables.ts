// The settings of the stack that are more than a name, as environment variables: lib/ writes them here, and functions read
// them back. A value that cannot be read keeps the function from starting.

import * as z from "zod";
import type { UsagePlan } from "#backends/aws/keys/usage-plans.ts";
import type { HostLimits } from "#core/flow/host-limits.ts";
import { hostLimitsSchema } from "#core/flow/target-limits.ts";
import { keyRateSchema } from "#core/keys/key-rate-schema.ts";
import { parseJson } from "#core/parse-json.ts";
import { type Cidr, parseCidr } from "#core/target/cidr.ts";

/** Limits of hosts, as JSON. */
export const hostLimitsVariable = {
  write: (limits: HostLimits = {}): string => JSON.stringify(limits),
  read: (text: string): HostLimits => hostLimitsSchema.parse(parseJson(text)),
};

const organizationSchema = z.record(z.string(), z.string());

/** The values that templates read as `organization`, as JSON. */
export const organizationVariable = {
  write: (organization: Readonly<Record<string, string>> = {}): string => JSON.stringify(organization),
  read: (text: string): Record<string, string> => organizationSchema.parse(parseJson(text)),
};

const usagePlansSchema = z.array(z.object({ id: z.string().min(1), rate: keyRateSchema.exactOptional() }));

/** The usage plans of ingest, as JSON. */
export const usagePlansVariable = {
  write: (plans: readonly UsagePlan[]): string => JSON.stringify(plans),
  read: (text: string): UsagePlan[] => usagePlansSchema.parse(parseJson(text)),
};

/** Address ranges that webhooks may be sent to in addition to public addresses, separated by commas. */
export const allowedTargetsVariable = {
  write: (ranges: readonly string[] = []): string => ranges.join(","),
  read: (text: string): Cidr[] => (text === "" ? [] : text.split(",")).map(cidrOrThrow),
};

function cidrOrThrow(range: string): Cidr {
  const parsed = parseCidr(range);
  if (parsed.ok) return parsed.cidr;
  throw new Error(parsed.problem);
}
