// How much a target may be sent, as a webhook declares it, or the organization's settings for a host (host-limits.ts).
// Where several limits apply to one target, the lowest of each kind counts.

import * as z from "zod";

/** Fewest requests a second: one in 100 seconds. What is slower is better sent by a flow with a delay. */
const LEAST_PER_SECOND = 0.01;

/** Most that a limit may say: above it, a limit is none. */
const MOST_PER_SECOND = 10_000;
const MOST_AT_ONCE = 1_000;

/** The limits of a target. */
export const targetLimitsSchema = z
  .strictObject({
    requests_per_second: z
      .number()
      .min(LEAST_PER_SECOND)
      .max(MOST_PER_SECOND)
      .exactOptional()
      .describe("Most requests a second. What exceeds it waits, its attempts unspent."),
    concurrency: z
      .int()
      .min(1)
      .max(MOST_AT_ONCE)
      .exactOptional()
      .describe("Most requests under way at once. What exceeds it waits, its attempts unspent."),
  })
  .refine((limits) => Object.keys(limits).length > 0, {
    error: "must hold requests_per_second, concurrency or both",
    // A misspelt name is told as such.
    when: ({ issues }) => issues.length === 0,
  });

/** The limits of a target, as a flow or the settings say them. */
export type TargetLimits = z.infer<typeof targetLimitsSchema>;

/** The limits that hold where all of these apply; undefined where there are none. */
export function strictest(limits: readonly (TargetLimits | undefined)[]): TargetLimits | undefined {
  const given = limits.filter((one) => one !== undefined);
  if (given.length < 2) return given[0];
  const lowest = (kind: keyof TargetLimits) => Math.min(...given.map((one) => one[kind] ?? Number.POSITIVE_INFINITY));
  const perSecond = lowest("requests_per_second");
  const concurrency = lowest("concurrency");
  return {
    ...(Number.isFinite(perSecond) ? { requests_per_second: perSecond } : {}),
    ...(Number.isFinite(concurrency) ? { concurrency } : {}),
  };
}

// The schema of limits of hosts; apart from that of the limits that flows declare, since few functions read settings.

const HOST = /^[a-z0-9.-]+(?::\d{1,5})?$|^\[[0-9a-f:.]+\](?::\d{1,5})?$/;

/** A host as it stands in URLs, with the port where it is not the scheme's own: "api.crm.example", "10.0.0.7:8443". */
export const limitedHostSchema = z
  .string()
  .transform((host) => host.toLowerCase())
  .refine((host) => HOST.test(host), {
    error: 'must be a host as it stands in URLs, such as "api.crm.example" or "10.0.0.7:8443"',
  });

/** Limits of hosts, as the organization's settings say them. */
export const hostLimitsSchema = z.record(limitedHostSchema, targetLimitsSchema);
