// What is simulated: how many events, how many of the targets are slow, how many functions there may be, and whether
// circuits open. What AWS and targets take is assumed here, and said in docs/scale.md.

import { MINUTE_MS } from "../../src/core/time.ts";

/** One simulation. Times in milliseconds. */
export interface Case {
  readonly name: string;
  /** Events a second; each leads to one delivery. */
  readonly rate: number;
  /** All targets, each with as many events as any other, and how many take 30 s to answer from the start on. */
  readonly targets: number;
  readonly slow: number;
  readonly circuits: boolean;
  /** Whether SQS is fair to the other targets, as its documentation tells; if not, first come, first served. */
  readonly fair: boolean;
  /** Most functions at the same time for first attempts, and for what comes after them. */
  readonly dispatches: number;
  readonly retries: number;
}

/** How long a simulation lasts. */
export const SPAN_MS = 5 * MINUTE_MS;

/** Messages in a batch: those that the matcher sends, and those that a function gets, but for first attempts. */
export const BATCH = 10;

/** First attempts that a function gets at once (lib/delivery.ts; a test compares). */
export const DISPATCH_BATCH = 5;

/** How long a healthy target takes to answer, on average; the time is distributed exponentially. */
export const ANSWER_MS = 80;

/** What the calls to DynamoDB and SQS take beside an attempt, and for a delivery that is sent to wait. */
export const CALLS_MS = 20;

/** The stack's default, for accounts that allow ten concurrent executions; a test compares. */
export const DEFAULT = { dispatches: 2, retries: 2 };

/** What docs/scale.md advises for the 1,000 events a second of the stack's throttle. */
const ADVISED = { dispatches: 300, retries: 100 };

const FEW = { dispatches: 50, retries: 20 };
const MORE = { dispatches: 600, retries: 100 };
const MOST = { dispatches: 1_000, retries: 1_000 };

const healthy = { name: "1,000 healthy", targets: 1_000, slow: 0, circuits: true, fair: true };
const one = { name: "50 healthy, 1 slow", targets: 51, slow: 1, circuits: true, fair: true };
const two = { name: "98 healthy, 2 slow", targets: 100, slow: 2, circuits: true, fair: true };
const some = { name: "950 healthy, 50 slow", targets: 1_000, slow: 50, circuits: true, fair: true };
const unprotected = { ...some, name: "the same, no circuits", circuits: false };
const unfair = { ...one, name: "50 healthy, 1 slow; SQS not fair", fair: false };

/** Those of docs/scale.md. */
export const CASES: readonly Case[] = [
  ...[healthy, one, some].map((targets) => ({ rate: 20, ...targets, ...DEFAULT })),
  ...[healthy, one, unfair, two, some, unprotected].map((targets) => ({ rate: 1_000, ...targets, ...ADVISED })),
  ...[one, some, unprotected].map((targets) => ({ rate: 1_000, ...targets, ...FEW })),
  { rate: 1_000, ...unprotected, ...MOST },
  ...[healthy, one, some, unprotected].map((targets) => ({ rate: 10_000, ...targets, ...MORE })),
  ...[one, some, unprotected].map((targets) => ({ rate: 10_000, ...targets, ...MOST })),
];

/** What chance is drawn from. */
export const SEED = 1;
