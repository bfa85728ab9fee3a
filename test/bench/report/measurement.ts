// A sample of a measured run without faults; a test overrides single figures.

import type { Account } from "../../../bench/arrivals/account.ts";
import type { RunResult } from "../../../bench/load/run-result.ts";
import type { Measurement } from "../../../bench/scenarios/measure.ts";
import type { Subject } from "../../../bench/subjects/subject.ts";

export const subject: Subject = {
  name: "flowhook",
  pid: 1,
  url: "http://127.0.0.1:1/events",
  headers: [],
  startMs: 300,
  idle: { cpuMs: 100, rss: 70_000_000 },
  stop: async () => {},
};

const latency = { p50: 1, p95: 2, p99: 3, max: 4 };

export function measurementOf(
  account: Partial<Account>,
  result: Partial<RunResult> = {},
  measurement: Partial<Measurement> = {},
): Measurement {
  return {
    cpuMsPerEvent: 0.1,
    rss: [],
    ...measurement,
    result: {
      run: "0a1b2c3d",
      sent: 10,
      refused: [],
      statuses: { 202: 10 },
      seconds: 1,
      answer_ms: latency,
      lateness_ms: latency,
      ...result,
      account: {
        accepted: 10,
        delivered: 10,
        lost: 0,
        lost_numbers: [],
        duplicates: 0,
        changed_ids: 0,
        shared_ids: 0,
        unmatched: 0,
        events_per_second: 10,
        latency_ms: latency,
        ...account,
      },
    },
  };
}
