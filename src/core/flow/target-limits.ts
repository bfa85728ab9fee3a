// Limits for requests to a target, from a webhook or from the settings for a host (host-limits.ts). If several limits apply to
// one target, the lowest of each kind applies.

import * as z from "zod";

/** Minimum requests a second: one in 100 seconds. For a lower rate, use a flow with a delay. */
const LEAST_PER_SECOND = 0.01;

/** Maximum values. A higher limit would never take effect. */
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
      .describe("Maximum requests a second. Other deliveries wait, without using up attempts."),
    concurrency: z
      .int()
      .min(1)
      .max(MOST_AT_ONCE)
      .exactOptional()
      .describe("Maximum requests in flight. Other deliveries wait, without using up attempts."),
  })
  .refine((limits) => Object.keys(limits).length > 0, {
    error: "must hold requests_per_second, concurrency or both",
    // A misspelt name is reported as an unknown field instead.
    when: ({ issues }) => issues.length === 0,
  });

/** The limits of a target, from a flow or the settings. */
export type TargetLimits = z.infer<typeof targetLimitsSchema>;

/** The lowest limit of each kind; undefined if there are no limits. */
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

const HOST = /^[a-z0-9.-]+(?::\d{1,5})?$|^\[[0-9a-f:.]+\](?::\d{1,5})?$/;

/** A host as in URLs, with the port unless it is the default port of the scheme: "api.crm.example", "10.0.0.7:8443". */
export const limitedHostSchema = z
  .string()
  .transform((host) => host.toLowerCase())
  .refine((host) => HOST.test(host), {
    error: 'must be a host as in URLs, such as "api.crm.example" or "10.0.0.7:8443"',
  });

/** The limits of hosts in the settings. */
export const hostLimitsSchema = z.record(limitedHostSchema, targetLimitsSchema);
