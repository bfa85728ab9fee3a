// The cost of events on AWS, as billed units times prices, and of deliveries that wait for a failing target. Prices are
// those of us-east-1 without free tiers, from the pages that docs/scale.md names.

import { afterFailedProbe, type TargetHealth } from "#core/delivery/target-health.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { ANSWER_MS, BATCH, DISPATCH_BATCH, MEASURED_MS } from "./case.ts";

/** Dollars: a million requests, units or invocations, and a GB-second of ARM. */
export const PRICES = {
  apiGateway: 3.5,
  /** The second part is for messages that have a group. */
  sqs: 0.4 + 0.1,
  dynamoWrite: 0.625,
  lambda: 0.2,
  gbSecond: 0.0000133334,
} as const;

/** The memory of a function (lib/flowhook-function.ts), in GB. */
const MEMORY_GB = 0.5;

/** Write units of a claim and a record, of an event and a body of 1 KB (test/backends/aws/deliveries/delivery-cost.test.ts). */
const WRITE_UNITS = 3;

/** How long a full batch of first attempts takes until the slowest of its healthy targets has answered, in milliseconds. */
export const HEALTHY_BATCH_MS = MEASURED_MS.attempts.full + ANSWER_MS * harmonic(DISPATCH_BATCH);

/** A cost of a million events. */
export interface Cost {
  readonly service: string;
  /** The price of a million units. */
  readonly price: number;
  /** Millions of units: with full batches, and with batches of one message. */
  readonly full: number;
  readonly single: number;
}

/** The costs of a million events of 1 KB, each matched by one flow and delivered at the first attempt. */
export function costsOfEvents(): readonly Cost[] {
  const full = unitsOf({ matched: BATCH, attempted: DISPATCH_BATCH }, MEASURED_MS.matching.full, HEALTHY_BATCH_MS);
  const singleMs = MEASURED_MS.attempts.single + ANSWER_MS;
  const single = unitsOf({ matched: 1, attempted: 1 }, MEASURED_MS.matching.single, singleMs);
  const row = (service: string, price: number, unit: keyof Units): Cost => {
    return { service, price, full: full[unit], single: single[unit] };
  };
  return [
    row("API Gateway, requests", PRICES.apiGateway, "apiGateway"),
    row("SQS, requests", PRICES.sqs, "sqs"),
    row("DynamoDB, write units", PRICES.dynamoWrite, "writes"),
    row("Lambda, invocations", PRICES.lambda, "invocations"),
    row("Lambda, GB-seconds", PRICES.gbSecond * 1e6, "gbSeconds"),
  ];
}

/** Billed units of an event. */
interface Units {
  readonly apiGateway: number;
  readonly sqs: number;
  readonly writes: number;
  readonly invocations: number;
  readonly gbSeconds: number;
}

function unitsOf(batch: { matched: number; attempted: number }, matchingMs: number, attemptsMs: number): Units {
  return {
    apiGateway: 1,
    // API Gateway sends; the matcher's batch is received, deleted and sent on; the dispatcher's is received and deleted.
    sqs: 1 + 3 / batch.matched + 2 / batch.attempted,
    writes: WRITE_UNITS,
    invocations: 1 / batch.matched + 1 / batch.attempted,
    gbSeconds: (MEMORY_GB * (matchingMs / batch.matched + attemptsMs / batch.attempted)) / 1_000,
  };
}

/** The pause between probes of a target that has been down for a long time, in milliseconds. */
export function longestPauseMs(): number {
  const down: TargetHealth = {
    failures: 100,
    failing_since: 0,
    last_failed_at: 0,
    reason: "timeout",
    circuit: { opened_at: 0, probes: 100, probe_at: 0 },
  };
  const after = afterFailedProbe(down, { count: 1, firstAt: 0, lastAt: 0, reason: "timeout" });
  return after.circuit?.probe_at ?? Number.NaN;
}

/** The cost of a day of waiting for a million deliveries whose target stays down, in dollars. */
export function costOfWaiting(): number {
  const looks = DAY_MS / longestPauseMs();
  // A batch is received, deleted and sent again.
  const sqs = (3 / BATCH) * PRICES.sqs;
  const lambda = (PRICES.lambda + MEMORY_GB * (MEASURED_MS.heldBack / 1_000) * PRICES.gbSecond * 1e6) / BATCH;
  return looks * (sqs + lambda);
}

/** How many waiting deliveries this many functions can look at in time. */
export function mostWaiting(functions: number): number {
  return functions * BATCH * (longestPauseMs() / MEASURED_MS.heldBack);
}

/** How many functions first attempts keep busy while a share of the targets lets every attempt time out. */
export function functionsNeeded(rate: number, slowShare: number, slowMs: number): number {
  const touched = 1 - (1 - slowShare) ** DISPATCH_BATCH;
  const batchMs = touched * (slowMs + MEASURED_MS.attempts.full) + (1 - touched) * HEALTHY_BATCH_MS;
  return ((rate / DISPATCH_BATCH) * batchMs) / 1_000;
}

/** The mean of the longest of `count` exponentially distributed times, as a multiple of the mean of one. */
function harmonic(count: number): number {
  return Array.from({ length: count }, (_, index) => 1 / (index + 1)).reduce((sum, part) => sum + part, 0);
}
