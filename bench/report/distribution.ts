// Summarizes measured values in a few numbers. Nearest rank: each percentile is a value that was measured,
// never a mean of two.

import * as z from "zod";

/** A measured number as parsed from JSON, which writes NaN as null. */
export const measuredSchema = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);

/** A distribution as parsed from JSON. */
export const distributionSchema = z.object({
  p50: measuredSchema,
  p95: measuredSchema,
  p99: measuredSchema,
  max: measuredSchema,
});

/** A distribution in a few numbers, in the unit of its values; all NaN without values. */
export type Distribution = z.infer<typeof distributionSchema>;

/** The smallest value that at least `percent` of 100 values do not exceed. `sorted` ascends; NaN when it is empty. */
export function percentile(sorted: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The distribution of values in any order. */
export function distribution(values: Iterable<number>): Distribution {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    p50: percentile(sorted, 50),
    p95: percentile(sorted, 95),
    p99: percentile(sorted, 99),
    max: percentile(sorted, 100),
  };
}

/** The middle value, or the mean of the two middle ones; NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  const lower = sorted[Math.ceil(half) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** The sum of values; 0 without values. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
