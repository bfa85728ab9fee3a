// When a delivery is tried again. Time from the round's first attempt is cut into windows that follow each other and
// grow; retry n happens at a random point of window n, so that what failed together does not come back together.
// The last window starts late, so no delivery gives up early, whatever chance draws.

import { durationMs, MAX_RETRIES, type Retry } from "../flow/retry.ts";
import { DAY_MS, HOUR_MS, SECOND_MS } from "../time.ts";
import { RETRIED_STATUS_CODES } from "./outcome.ts";

/** How retries are spread over time. */
export type RetryPolicy = RetryWindows | RetrySchedule;

/** Retries in windows that follow each other from the round's first attempt on, each at a random point of its own. */
interface RetryWindows {
  /**
   * The lengths of the windows in milliseconds, one a retry. The first begins with the round's first attempt, each
   * next one where the one before ends.
   */
  readonly windowsMs: readonly number[];
}

/** Retries after waits that a person chose. */
interface RetrySchedule {
  /** How long after each failure the next attempt is made at the earliest, in milliseconds, one a retry. */
  readonly waitsMs: readonly number[];
}

/** The length of the first window, unless the retries are so few that all must be longer. */
const FIRST_WINDOW = 5 * SECOND_MS;

/**
 * So many windows that double, up to a length by which they fill the span exactly: of 17 in 24 hours twelve double, 5 s,
 * 10 s, ... 10,240 s, and five of 13,185 s follow. Few in a long span double all the way, from a longer first one.
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

/** An attempt that failed, as far as the time of the next one depends on it. Times in milliseconds since 1970. */
interface FailedAttempt {
  /** Which attempt of its round it was; 1 is the first. */
  readonly attempt: number;
  /** When the round's first attempt was made. */
  readonly roundStartedAt: number;
  readonly now: number;
  /** A number in [0, 1), drawn for this call. */
  readonly random: number;
  /** How long the target asked to wait from now on, in milliseconds (see retry-after.ts). */
  readonly retryAfterMs?: number | undefined;
}

/**
 * When to make the next attempt, in milliseconds since 1970; undefined when there were enough. What the target asked
 * for makes it later, never earlier, and takes nothing from the number of retries.
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
 * The least time between two attempts: from a quarter to half of the window, by the same chance. It is shorter than the
 * window, so a retry that is on time stays within its own; when an outage of ours has let windows pass by, the retries
 * that are left still grow apart instead of following each other in a burst.
 */
function leastWait(windowMs: number, random: number): number {
  return (windowMs * (1 + random)) / 4;
}

/** Up to so much of a scheduled wait is added by chance, so that what failed together does not come back together. */
const SCHEDULE_SPREAD = 0.1;

function scheduled({ attempt, now, random }: FailedAttempt, { waitsMs }: RetrySchedule): number | undefined {
  const wait = waitsMs[attempt - 1];
  return wait === undefined ? undefined : now + wait * (1 + SCHEDULE_SPREAD * random);
}

/** Most attempts of a round, the first included. */
export function mostAttempts(policy: RetryPolicy): number {
  return lengthsMs(policy).length + 1;
}

/** How long all retries take together, in milliseconds, if no target asks for more time. */
export function spanMs(policy: RetryPolicy): number {
  return lengthsMs(policy).reduce((sum, length) => sum + length, 0);
}

function lengthsMs(policy: RetryPolicy): readonly number[] {
  return "waitsMs" in policy ? policy.waitsMs : policy.windowsMs;
}

// What of a webhook's failures is tried again, how often and when: the default, changed by what its flow says.

/** How a webhook is tried again. */
export interface RetryRules {
  readonly policy: RetryPolicy;
  /** The statuses that say "later". */
  readonly statusCodes: ReadonlySet<number>;
  /** The longest that a target can ask for by Retry-After, in milliseconds. */
  readonly longestRetryAfterMs: number;
}

/** A target's wish for an hour is honoured whatever the flow says: it may be the target that protects itself. */
const RETRY_AFTER_HONOURED_MS = HOUR_MS;

/** Those of a webhook of which its flow says nothing. */
export const DEFAULT_RETRY_RULES: RetryRules = rules(DEFAULT_RETRY_POLICY, RETRIED_STATUS_CODES);

/** The rules of a webhook, from what its flow says of retries. */
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
