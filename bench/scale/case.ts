// What is simulated: how many events, how many of the targets are slow, how many functions there may be, and whether
// circuits open. What AWS and targets take is assumed here, and said in docs/scale.md.

/** One simulation. Times in milliseconds. */
export interface Case {
  readonly name: string;
  /** Events a second; each leads to one delivery. */
  readonly rate: number;
  /** The share of targets that take 30 s to answer, from the start on. */
  readonly slowShare: number;
  readonly circuits: boolean;
  /** Most functions at the same time for first attempts, and for what comes after them. */
  readonly dispatches: number;
  readonly retries: number;
}

/** All targets; each gets as many events as any other. */
export const TARGETS = 1_000;

/** How long a simulation lasts. */
export const SPAN_MS = 5 * 60_000;

/** Messages in a batch: those that the matcher sends, and those that a function gets (lib/delivery.ts). */
export const BATCH = 10;

/** How long a healthy target takes to answer, on average; the time is distributed exponentially. */
export const ANSWER_MS = 80;

/** What the calls to DynamoDB and SQS take beside an attempt, and for a delivery that is sent to wait. */
export const CALLS_MS = 20;

const DEFAULT = { dispatches: 50, retries: 20 };
const MORE = { dispatches: 400, retries: 100 };
const MOST = { dispatches: 1_000, retries: 1_000 };

const healthy = { slowShare: 0, circuits: true };
const slow = { slowShare: 0.05, circuits: true };
const unprotected = { slowShare: 0.05, circuits: false };

/** Those of docs/scale.md. */
export const CASES: readonly Case[] = [
  { name: "all healthy", rate: 1_000, ...healthy, ...DEFAULT },
  { name: "5 % slow", rate: 1_000, ...slow, ...DEFAULT },
  { name: "5 % slow, no circuits", rate: 1_000, ...unprotected, ...DEFAULT },
  { name: "5 % slow", rate: 1_000, ...slow, ...MORE },
  { name: "5 % slow, no circuits", rate: 1_000, ...unprotected, ...MOST },
  { name: "all healthy", rate: 10_000, ...healthy, ...MORE },
  { name: "5 % slow", rate: 10_000, ...slow, ...MORE },
  { name: "5 % slow, no circuits", rate: 10_000, ...unprotected, ...MORE },
  { name: "5 % slow", rate: 10_000, ...slow, ...MOST },
  { name: "5 % slow, no circuits", rate: 10_000, ...unprotected, ...MOST },
];

/** What chance is drawn from. */
export const SEED = 1;
