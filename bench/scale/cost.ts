// The cost of events on AWS, as billed units times prices, and of deliveries that wait for a failing target.

import { afterFailedProbe, type TargetHealth } from "#core/delivery/target-health.ts";
import { MAX_BATCH_EVENTS } from "#core/event/limits.ts";
import { MAX_REQUEST_BYTES } from "../../lambdas/ingest/take-request.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { ANSWER_MS, BATCH, DISPATCH_BATCH, MEASURED_MS } from "./case.ts";

/** Dollars in us-east-1, without free tiers. */
export const PRICES = {
  /** A million requests to a REST API, of any size: https://aws.amazon.com/api-gateway/pricing/ */
  apiGateway: 3.5,
  /** A million requests to a standard queue, and the addition for messages that have a group: https://aws.amazon.com/sqs/pricing/ */
  sqs: 0.4 + 0.1,
  /** A million write units on demand: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  dynamoWrite: 0.625,
  /** A million invocations, and a GB-second of ARM: https://aws.amazon.com/lambda/pricing/ */
  lambda: 0.2,
  gbSecond: 0.0000133334,
} as const;

/** SQS bills each started 64 KB of the messages in a request as a request: https://aws.amazon.com/sqs/pricing/ */
const CHUNK_BYTES = 64 * 1024;

/** The memory of a function (lib/flowhook-function.ts), in GB. */
const MEMORY_GB = 0.5;

/** An event of one size. */
interface EventSize {
  readonly kilobytes: number;
  /** Write units of a claim and a record, indexes included (test/backends/aws/deliveries/delivery-cost.test.ts). */
  readonly writeUnits: number;
}

/** The event of the tables that name no size. */
const SMALL: EventSize = { kilobytes: 1, writeUnits: 3 };

/** Events of the sizes that a test counts the write units of. */
export const EVENT_SIZES: readonly EventSize[] = [
  SMALL,
  { kilobytes: 4, writeUnits: 5 },
  { kilobytes: 50, writeUnits: 15 },
];

/** Attributes of a message of an event, or the fields of a delivery besides the event, at most: a kilobyte. */
const ENVELOPE_BYTES = 1024;

/** How long a full batch of first attempts takes until the slowest of its healthy targets has answered, in milliseconds. */
export const HEALTHY_BATCH_MS = MEASURED_MS.attempts.full + ANSWER_MS * harmonic(DISPATCH_BATCH);

/** How full the requests and the batches of a million events are. */
export interface Load {
  /** Events of a request; absent for requests to POST /events, which API Gateway sends to the queue without a function. */
  readonly inRequest?: number;
  /** Messages of a batch that the matcher receives. */
  readonly matched: number;
  /** First attempts that the dispatcher receives at once. */
  readonly attempted: number;
}

/** The loads of docs/scale.md. */
export const LOADS = {
  /** One event a request, under load. */
  full: { matched: BATCH, attempted: DISPATCH_BATCH },
  /** One event a request, a few a second. */
  single: { matched: 1, attempted: 1 },
  /** Requests with as many events as they may have, under load. */
  bulk: { inRequest: MAX_BATCH_EVENTS, matched: BATCH, attempted: DISPATCH_BATCH },
  /** Requests with many events that have one, a few a second. */
  bulkOfOne: { inRequest: 1, matched: 1, attempted: 1 },
} as const satisfies Record<string, Load>;

/** A billed service. */
export interface Service {
  readonly name: string;
  /** The price of a million units. */
  readonly price: number;
  readonly unit: keyof Units;
}

/** The services that bill events. */
export const SERVICES: readonly Service[] = [
  { name: "API Gateway, requests", price: PRICES.apiGateway, unit: "apiGateway" },
  { name: "SQS, requests", price: PRICES.sqs, unit: "sqs" },
  { name: "DynamoDB, write units", price: PRICES.dynamoWrite, unit: "writes" },
  { name: "Lambda, invocations", price: PRICES.lambda, unit: "invocations" },
  { name: "Lambda, GB-seconds", price: PRICES.gbSecond * 1e6, unit: "gbSeconds" },
];

/** Billed units of an event. */
export interface Units {
  readonly apiGateway: number;
  readonly sqs: number;
  readonly writes: number;
  readonly invocations: number;
  readonly gbSeconds: number;
}

/** The units of an event that one flow matches and that is delivered at the first attempt. */
export function unitsOf(load: Load, size: EventSize = SMALL): Units {
  const ingest = ingestUnits(load, size);
  const { matched, attempted } = load;
  return {
    apiGateway: ingest.requests,
    // The matcher's batch is received, deleted and sent on; the dispatcher's is received and deleted. A delete has no payload.
    sqs: ingest.sqs + (2 * sqsRequests(matched, size) + 1) / matched + (sqsRequests(attempted, size) + 1) / attempted,
    writes: size.writeUnits,
    invocations: ingest.invocations + 1 / matched + 1 / attempted,
    gbSeconds: (MEMORY_GB * (ingest.ms + matchingMs(load) / matched + attemptsMs(load) / attempted)) / 1_000,
  };
}

/** The dollars of a million events. */
export function costOf(units: Units): number {
  return SERVICES.reduce((sum, { price, unit }) => sum + units[unit] * price, 0);
}

/** The requests to SQS that one request with so many messages is billed as. */
function sqsRequests(messages: number, { kilobytes }: EventSize): number {
  return Math.ceil((messages * (kilobytes * 1024 + ENVELOPE_BYTES)) / CHUNK_BYTES);
}

/** The units of an event until it is in the events queue. Times in milliseconds. */
function ingestUnits({ inRequest }: Load, size: EventSize) {
  if (inRequest === undefined) return { requests: 1, sqs: sqsRequests(1, size), invocations: 0, ms: 0 };
  const events = Math.min(inRequest, Math.floor(MAX_REQUEST_BYTES / (size.kilobytes * 1024)));
  const sent = Math.min(events, BATCH);
  // The time of one event, and a share of the time that each further event adds.
  const { full, single } = MEASURED_MS.request;
  const requestMs = single + ((full - single) * (events - 1)) / (MAX_BATCH_EVENTS - 1);
  return { requests: 1 / events, sqs: sqsRequests(sent, size) / sent, invocations: 1 / events, ms: requestMs / events };
}

function matchingMs({ matched }: Load): number {
  return matched === 1 ? MEASURED_MS.matching.single : MEASURED_MS.matching.full;
}

function attemptsMs({ attempted }: Load): number {
  return attempted === 1 ? MEASURED_MS.attempts.single + ANSWER_MS : HEALTHY_BATCH_MS;
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
