// Decides when, how often and after which answers a delivery is retried: the default, changed by the settings of its flow. The
// time from the round's first attempt is divided into consecutive windows that grow. Retry n is made at a random point of window
// n, so that deliveries that failed together are not retried together. The last window starts late, so no random draw makes a
// delivery give up early.

import { durationMs, MAX_RETRIES, type Retry } from "../flow/retry.ts";
import { DAY_MS, HOUR_MS, SECOND_MS } from "../time.ts";
import { RETRIED_STATUS_CODES } from "./outcome.ts";

/** The schedule of retries. */
export type RetryPolicy = RetryWindows | RetrySchedule;

/** Retries in consecutive windows from the round's first attempt on, each at a random point of its window. */
interface RetryWindows {
  /**
   * The lengths of the windows in milliseconds, one per retry. The first window begins with the round's first attempt, each later
   * one at the end of the one before.
   */
  readonly windowsMs: readonly number[];
}

/** Retries after pauses that the flow sets. */
interface RetrySchedule {
  /** The least time between a failure and the next attempt, in milliseconds, one per retry. */
  readonly waitsMs: readonly number[];
}

/** The length of the first window, unless there are so few retries that all windows must be longer. */
const FIRST_WINDOW = 5 * SECOND_MS;

/**
 * Windows that double up to a length with which they fill the span exactly. Of 17 in 24 hours, twelve double (5 s, 10 s, ...
 * 10,240 s) and five of 13,185 s follow. A few windows in a long span all double, from a longer first one.
 */
export function windowsOver(retries: number, span: number): RetryWindows {
  const doubled = (first: number, count: number) => first * (2 ** count - 1);
  const first = Math.max(Math.min(FIRST_WINDOW, span / retries), span / (2 ** retries - 1));
  let doubling = retries;
  while (doubling > 1 && doubled(first, doubling) + first * 2 ** (doubling - 1) * (retries - doubling) > span)
    doubling--;
  const longest = (span - doubled(first, doubling)) / (retries - doubling);
  const lengthOf = (index: number) => (index < doubling ? first * 2 ** index : longest);
  return { windowsMs: Array.from({ length: retries }, (_, index) => lengthOf(index)) };
}

/** At most 17 retries in windows that span exactly 24 hours; the last of them begins after 20 h 20 min. */
export const DEFAULT_RETRY_POLICY: RetryWindows = windowsOver(17, DAY_MS);

/** The fields of a failed attempt that the time of the next one depends on. Times in milliseconds since 1970. */
interface FailedAttempt {
  /** The number of the attempt in its round; 1 is the first. */
  readonly attempt: number;
  /** When the round's first attempt was made. */
  readonly roundStartedAt: number;
  readonly now: number;
  /** A number in [0, 1), drawn for this call. */
  readonly random: number;
  /** The pause that the target asked for, in milliseconds from now (see retry-after.ts). */
  readonly retryAfterMs?: number | undefined;
}

/**
 * The time of the next attempt, in milliseconds since 1970; undefined if no retries are left. A pause that the target asked for
 * makes the attempt later, never earlier, and does not reduce the number of retries.
 */
export function nextAttemptAt(failed: FailedAttempt, policy: RetryPolicy = DEFAULT_RETRY_POLICY): number | undefined {
  const due = "waitsMs" in policy ? scheduled(failed, policy) : inWindow(failed, policy);
  return due === undefined ? undefined : Math.ceil(Math.max(due, failed.now + (failed.retryAfterMs ?? 0)));
}

function inWindow({ attempt, roundStartedAt, now, random }: FailedAttempt, { windowsMs }: RetryWindows) {
  const length = windowsMs[attempt - 1];
  if (length === undefined) return undefined;
  const start = windowsMs.slice(0, attempt - 1).reduce((sum, window) => sum + window, roundStartedAt);
  return Math.max(start + length * random, now + leastWait(length, random));
}

/**
 * The least time between two attempts: a quarter to half of the window, by the same random number. It is shorter than the window,
 * so a retry that is on time stays within its window. After an outage of Flowhook during which windows passed, the remaining
 * retries still have growing pauses instead of following each other in a burst.
 */
function leastWait(windowMs: number, random: number): number {
  return (windowMs * (1 + random)) / 4;
}

/**
 * The largest random part that is added to a scheduled pause, so that deliveries that failed together are not retried together.
 */
const SCHEDULE_SPREAD = 0.1;

function scheduled({ attempt, now, random }: FailedAttempt, { waitsMs }: RetrySchedule): number | undefined {
  const wait = waitsMs[attempt - 1];
  return wait === undefined ? undefined : now + wait * (1 + SCHEDULE_SPREAD * random);
}

/** Maximum attempts of a round, including the first. */
export function mostAttempts(policy: RetryPolicy): number {
  return lengthsMs(policy).length + 1;
}

/** The total time of all retries, in milliseconds, if the target asks for no pause. */
export function spanMs(policy: RetryPolicy): number {
  return lengthsMs(policy).reduce((sum, length) => sum + length, 0);
}

function lengthsMs(policy: RetryPolicy): readonly number[] {
  return "waitsMs" in policy ? policy.waitsMs : policy.windowsMs;
}

/** The retry rules of a webhook. */
export interface RetryRules {
  readonly policy: RetryPolicy;
  /** The statuses that are retried. */
  readonly statusCodes: ReadonlySet<number>;
  /** The longest pause that a target can ask for with Retry-After, in milliseconds. */
  readonly longestRetryAfterMs: number;
}

/** A pause of up to an hour is always honoured, because the target may be protecting itself. */
const RETRY_AFTER_HONOURED_MS = HOUR_MS;

/** The rules of a webhook without retry settings. */
export const DEFAULT_RETRY_RULES: RetryRules = rules(DEFAULT_RETRY_POLICY, RETRIED_STATUS_CODES);

/** The rules of a webhook with the retry settings of its flow. */
export function retryRules(retry: Retry | null | undefined): RetryRules {
  if (retry == null) return DEFAULT_RETRY_RULES;
  const { also = [], never = [] } = retry.status_codes ?? {};
  const refused = new Set(never);
  const codes = [...RETRIED_STATUS_CODES, ...also].filter((code) => !refused.has(code));
  return rules(policyOf(retry), new Set(codes));
}

function policyOf({ attempts, span, schedule }: Retry): RetryPolicy {
  if (schedule !== undefined) return { waitsMs: schedule.map(durationMs) };
  const retries = attempts === undefined ? MAX_RETRIES : attempts - 1;
  return windowsOver(retries, span === undefined ? spanMs(DEFAULT_RETRY_POLICY) : durationMs(span));
}

function rules(policy: RetryPolicy, statusCodes: ReadonlySet<number>): RetryRules {
  return { policy, statusCodes, longestRetryAfterMs: Math.max(spanMs(policy), RETRY_AFTER_HONOURED_MS) };
}
