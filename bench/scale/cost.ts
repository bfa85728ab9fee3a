// What an event costs on AWS: billed units, times prices; and what it costs to keep deliveries whose target fails. Prices
// are those of us-east-1 without free tiers, from the pages that docs/scale.md names.

import { afterFailedProbe, type TargetHealth } from "#core/delivery/target-health.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { ANSWER_MS, BATCH, CALLS_MS, DISPATCH_BATCH } from "./case.ts";

/** Dollars: a million requests, units or invocations, and a GB-second of ARM. */
export const PRICES = {
  apiGateway: 3.5,
  /** The second part is for messages with a group. */
  sqs: 0.4 + 0.1,
  dynamoWrite: 0.625,
  lambda: 0.2,
  gbSecond: 0.0000133334,
} as const;

/** The memory of a function (lib/flowhook-function.ts), in GB. */
const MEMORY_GB = 0.5;

/** How long matching a batch takes, its calls to SQS included: an assumption, in milliseconds. */
export const MATCH_MS = 30;

/** Write units of a claim and a record, of an event and a body of 1 KB (test/backends/aws/deliveries/delivery-cost.test.ts). */
const WRITE_UNITS = 3;

/** A send by API Gateway; a receive, a delete and a batch send for ten by the matcher; a receive and a delete for five. */
const SQS_REQUESTS = 1 + 3 / BATCH + 2 / DISPATCH_BATCH;

/** How long first attempts take all of whose targets are healthy: until the slowest has answered, in milliseconds. */
export const HEALTHY_BATCH_MS = CALLS_MS + ANSWER_MS * harmonic(DISPATCH_BATCH);

/** A cost of a million events. */
export interface Cost {
  readonly service: string;
  /** Millions of units. */
  readonly units: number;
  /** Of a million units. */
  readonly price: number;
}

/** What a million events cost, each of 1 KB, matched by one flow and delivered at the first attempt. */
export function costsOfEvents(): readonly Cost[] {
  const gbSeconds = (MEMORY_GB * (MATCH_MS / BATCH + HEALTHY_BATCH_MS / DISPATCH_BATCH)) / 1_000;
  return [
    { service: "API Gateway, requests", units: 1, price: PRICES.apiGateway },
    { service: "SQS, requests", units: SQS_REQUESTS, price: PRICES.sqs },
    { service: "DynamoDB, write units", units: WRITE_UNITS, price: PRICES.dynamoWrite },
    { service: "Lambda, invocations", units: 1 / BATCH + 1 / DISPATCH_BATCH, price: PRICES.lambda },
    { service: "Lambda, GB-seconds", units: gbSeconds, price: PRICES.gbSecond * 1e6 },
  ];
}

/** How far apart the probes of a target are that has been down for long, in milliseconds. */
export function longestPauseMs(): number {
  const down: TargetHealth = {
    ...{ failures: 100, failing_since: 0, last_failed_at: 0, reason: "timeout" },
    circuit: { opened_at: 0, probes: 100, probe_at: 0 },
  };
  const after = afterFailedProbe(down, { count: 1, firstAt: 0, lastAt: 0, reason: "timeout" });
  return after.circuit?.probe_at ?? Number.NaN;
}

/** What a day of waiting costs for a million deliveries whose target stays down, in dollars. */
export function costOfWaiting(): number {
  const looks = DAY_MS / longestPauseMs();
  // Received and deleted in batches, sent again each for itself.
  const sqs = (1 + 2 / BATCH) * PRICES.sqs;
  const lambda = (PRICES.lambda + MEMORY_GB * (CALLS_MS / 1_000) * PRICES.gbSecond * 1e6) / BATCH;
  return looks * (sqs + lambda);
}

/** How many deliveries can wait before so many functions look at them later than they are due. */
export function mostWaiting(functions: number): number {
  return functions * BATCH * (longestPauseMs() / CALLS_MS);
}

/** How many functions first attempts keep busy, with a share of targets whose attempts end by their timeout. */
export function functionsNeeded(rate: number, slowShare: number, slowMs: number): number {
  const touched = 1 - (1 - slowShare) ** DISPATCH_BATCH;
  const batchMs = touched * (slowMs + CALLS_MS) + (1 - touched) * HEALTHY_BATCH_MS;
  return ((rate / DISPATCH_BATCH) * batchMs) / 1_000;
}

/** The mean of the longest of so many exponential times, in means of one. */
function harmonic(count: number): number {
  return Array.from({ length: count }, (_, index) => 1 / (index + 1)).reduce((sum, part) => sum + part, 0);
}
