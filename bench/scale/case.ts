// The cases that are simulated: the rate of events, how many targets are slow, how many functions may run, and whether
// circuits open. docs/scale.md states the times that are measured or assumed here.

import { MINUTE_MS } from "../../src/core/time.ts";

/** One simulation. Times in milliseconds. */
export interface Case {
  readonly name: string;
  /** Events a second; each leads to one delivery. */
  readonly rate: number;
  /** All targets, each with the same number of events, and how many of them take 30 s to answer from the start. */
  readonly targets: number;
  readonly slow: number;
  readonly circuits: boolean;
  /** Whether SQS is fair to the other targets, as its documentation describes; if not, first come, first served. */
  readonly fair: boolean;
  /** The limits on functions at the same time, for first attempts and for later ones. */
  readonly dispatches: number;
  readonly retries: number;
}

/** The length of a simulation, in milliseconds. */
export const SPAN_MS = 5 * MINUTE_MS;

/** Messages in a batch that the matcher sends, or that a function receives, except for first attempts. */
export const BATCH = 10;

/** First attempts that a function receives at once (lib/delivery.ts; a test compares). */
export const DISPATCH_BATCH = 5;

/** The mean time in which a healthy target answers, an assumption; the times are distributed exponentially. */
export const ANSWER_MS = 80;

/**
 * How long functions take for a batch besides the answers of targets, in milliseconds: measured on 2026-11-24 at the 0.29 of a
 * CPU that 512 MB have, while the stand-ins for DynamoDB and SQS took 10 and 20 ms to answer, by
 * `node bench/functions.ts --cgroup /sys/fs/cgroup/cpu/512mb --dynamodb 10 --sqs 20`.
 */
export const MEASURED_MS = {
  /** Matching a full batch and a batch of one event. */
  matching: { full: 28, single: 26 },
  /** First attempts: a full batch and a batch of one. */
  attempts: { full: 50, single: 32 },
  /** A batch of ten deliveries that a circuit holds back. */
  heldBack: 27,
  /** A request to the ingest function with 1,000 events, and one with one event; measured on 2026-11-25. */
  request: { full: 453, single: 23 },
} as const;

/** The stack's default, for accounts that allow ten concurrent executions; a test compares. */
export const DEFAULT = { dispatches: 2, retries: 2 };

/** The setting that docs/scale.md recommends for the 1,000 events a second of the stack's throttle. */
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

/** The cases of docs/scale.md. */
export const CASES: readonly Case[] = [
  ...[healthy, one, some].map((targets) => ({ rate: 20, ...targets, ...DEFAULT })),
  ...[healthy, one, unfair, two, some, unprotected].map((targets) => ({ rate: 1_000, ...targets, ...ADVISED })),
  ...[one, some, unprotected].map((targets) => ({ rate: 1_000, ...targets, ...FEW })),
  { rate: 1_000, ...unprotected, ...MOST },
  ...[healthy, one, some, unprotected].map((targets) => ({ rate: 10_000, ...targets, ...MORE })),
  ...[one, some, unprotected].map((targets) => ({ rate: 10_000, ...targets, ...MOST })),
];

/** The seed of chance. */
export const SEED = 1;
