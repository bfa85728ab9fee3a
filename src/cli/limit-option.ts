// `--limit HOST=5/s,2`: most requests a second to a host, and most at once; either may stand alone.

import type { z } from "zod";
import type { HostLimits } from "#core/flow/host-limits.ts";
import { limitedHostSchema } from "#core/flow/host-limits-schema.ts";
import { strictest, type TargetLimits, targetLimitsSchema } from "#core/flow/target-limits.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { UsageError } from "./usage-error.ts";

const FORM = /^(?<host>.+)=(?:(?<rate>[\d.]+)\/s)?(?:(?:(?<=s),|(?<==))(?<concurrency>\d+))?$/;

/** The limits that the options name. Of several for one host the lowest of each kind counts. */
export function readLimits(texts: readonly string[]): HostLimits {
  const all = new Map<string, TargetLimits>();
  for (const { host, limits } of texts.map(readLimit)) {
    all.set(host, strictest([all.get(host), limits]) ?? limits);
  }
  return Object.fromEntries(all);
}

function readLimit(text: string): { readonly host: string; readonly limits: TargetLimits } {
  const { host, rate, concurrency } = FORM.exec(text)?.groups ?? {};
  if (rate === undefined && concurrency === undefined) {
    throw new UsageError(`--limit must be such as "api.crm.example=5/s,2", but is "${text}".`);
  }
  const limits = {
    ...(rate === undefined ? {} : { requests_per_second: Number(rate) }),
    ...(concurrency === undefined ? {} : { concurrency: Number(concurrency) }),
  };
  return { host: parsed(limitedHostSchema, host, text), limits: parsed(targetLimitsSchema, limits, text) };
}

function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown, text: string): z.infer<Schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [problem] = problemsOfZod(result.error, "limit-invalid", given);
  throw new UsageError(`--limit ${text}: ${problem?.message ?? "It is no limit."}`);
}
