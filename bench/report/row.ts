// A row of the results: what one subject showed in one scenario. Speeds are medians over its rounds; counts are sums.
// Losses in the warm-up count as well.

import type { Measurement } from "../scenarios/measure.ts";
import type { Subject } from "../subjects/subject.ts";
import { median, sum } from "./distribution.ts";

/** A row of the results file. A value that could not be measured is NaN. */
export interface Row {
  readonly scenario: string;
  readonly subject: string;
  readonly rounds: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly refused: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly unmatched: number;
  readonly changed_ids: number;
  readonly shared_ids: number;
  readonly events_per_second: number;
  readonly events_per_second_by_round: readonly number[];
  readonly latency_ms: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** How late the generator itself was, 99th percentile: part of the latency of a paced run. */
  readonly lateness_p99_ms: number;
  readonly cpu_ms_per_event: number;
  readonly start_ms: number;
  readonly rss_idle: number;
  readonly rss_peak: number;
  readonly rss_end: number;
  /** Growth of memory late in the load, as a share: see `lateGrowth`. */
  readonly rss_growth: number;
}

/** Sums up a subject's measurements. */
export function summarize(
  scenario: string,
  subject: Subject,
  { warmUp, rounds }: { warmUp: Measurement; rounds: readonly Measurement[] },
): Row {
  const total = (count: (measurement: Measurement) => number): number => sum([warmUp, ...rounds].map(count));
  const middle = (value: (measurement: Measurement) => number): number => median(rounds.map(value));
  const rss = rounds.flatMap((measurement) => measurement.rss);
  return {
    scenario,
    subject: subject.name,
    rounds: rounds.length,
    accepted: sum(rounds.map(({ result }) => result.account.accepted)),
    delivered: sum(rounds.map(({ result }) => result.account.delivered)),
    refused: total(({ result }) => result.refused.length),
    lost: total(({ result }) => result.account.lost),
    duplicates: total(({ result }) => result.account.duplicates),
    unmatched: total(({ result }) => result.account.unmatched),
    changed_ids: total(({ result }) => result.account.changed_ids),
    shared_ids: total(({ result }) => result.account.shared_ids),
    events_per_second: middle(({ result }) => result.account.events_per_second),
    events_per_second_by_round: rounds.map(({ result }) => result.account.events_per_second),
    latency_ms: {
      p50: middle(({ result }) => result.account.latency_ms.p50),
      p95: middle(({ result }) => result.account.latency_ms.p95),
      p99: middle(({ result }) => result.account.latency_ms.p99),
    },
    lateness_p99_ms: middle(({ result }) => result.lateness_ms.p99),
    cpu_ms_per_event: middle((measurement) => measurement.cpuMsPerEvent),
    start_ms: subject.startMs,
    rss_idle: subject.idle?.rss ?? Number.NaN,
    rss_peak: rss.length === 0 ? Number.NaN : Math.max(...rss),
    rss_end: rss.at(-1) ?? Number.NaN,
    rss_growth: lateGrowth(rss),
  };
}

/**
 * How much memory still grows once a process is warm: the median of the last third of the samples over that of the
 * middle third, less one. A process that leaks grows there; one that only filled its heap once does not.
 */
export function lateGrowth(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3);
  return median(samples.slice(2 * third)) / median(samples.slice(third, 2 * third)) - 1;
}
