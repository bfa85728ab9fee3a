// Whether a target is in such a state that sending to it helps nobody: the circuit breaker, as a state machine over
// (health, what happened, when). After enough failures in a row the circuit opens: deliveries wait, their attempts
// unspent, and now and then a single one is sent to see whether the target is back. A healthy target has no state at all.

import { MINUTE_MS, SECOND_MS } from "../time.ts";
import { type Reason, UNANSWERED_REASONS, type UnansweredReason } from "./reasons.ts";

/** So many failures in a row open a circuit, if they span at least FAILING_MS: a restart of the target does not. */
export const FAILURES_TO_OPEN = 10;

/** The least time between the first failure and the one that opens the circuit, in milliseconds. */
const FAILING_MS = 10 * SECOND_MS;

/** From so many failures on, other workers are to know of them too: their successes then end the streak. */
const FAILURES_TO_SHARE = 3;

/** Failures further apart than this are no streak, in milliseconds. */
const FORGET_MS = 5 * MINUTE_MS;

const FIRST_PAUSE_MS = 30 * SECOND_MS;
const LONGEST_PAUSE_MS = 10 * MINUTE_MS;

/** The longest time after a probe over which those that wait are spread, in milliseconds. */
const LONGEST_SPREAD_MS = 5 * MINUTE_MS;

/**
 * The longest that a delivery waits before it is looked at again, in milliseconds. It is what SQS can hold a message back
 * for, so that a wait costs a message and no row of a table.
 */
export const LONGEST_HOLD_MS = LONGEST_PAUSE_MS + LONGEST_SPREAD_MS;

/** How long a probe may be under way before another may be sent: as long as a claim holds, in milliseconds. */
const PROBE_LEASE_MS = 30 * SECOND_MS;

/** A circuit that is open. */
interface OpenCircuit {
  /** When it opened, in milliseconds since 1970. */
  readonly opened_at: number;
  /** Probes that failed since then. */
  readonly probes: number;
  /** When the next probe may be sent. */
  readonly probe_at: number;
  /** Until when the probe that is under way is waited for; absent while none is. */
  readonly probing_until?: number;
}

/** What is known of a target whose last attempts failed. Times in milliseconds since 1970. */
export interface TargetHealth {
  /** Failures in a row. */
  readonly failures: number;
  readonly failing_since: number;
  readonly last_failed_at: number;
  /** That of the last failure. */
  readonly reason: Reason;
  /** While deliveries wait. */
  readonly circuit?: OpenCircuit;
}

/** Failures of one target that came without a success between them. */
export interface Failures {
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly reason: Reason;
}

/** Whether a delivery may be sent: it may, it may as the probe, or it waits. */
type Passage = "open" | "probe" | "wait";

/** Whether a target with this health may be sent to now. */
export function passage(health: TargetHealth | undefined, now: number): Passage {
  const circuit = health?.circuit;
  if (circuit === undefined) return "open";
  return now >= circuit.probe_at && now >= (circuit.probing_until ?? 0) ? "probe" : "wait";
}

/** The health while a probe is under way; undefined where none may be sent now. */
export function beginProbe(health: TargetHealth | undefined, now: number): TargetHealth | undefined {
  if (health?.circuit === undefined || passage(health, now) !== "probe") return undefined;
  return { ...health, circuit: { ...health.circuit, probing_until: now + PROBE_LEASE_MS } };
}

/** The health after a probe that showed nothing: another may be sent at once. */
export function afterIdleProbe(health: TargetHealth | undefined): TargetHealth | undefined {
  if (health?.circuit === undefined) return health;
  const { probing_until: _ended, ...circuit } = health.circuit;
  return { ...health, circuit };
}

/** The health after a probe that failed: the next one is sent after twice the time, ten minutes at most. */
export function afterFailedProbe(health: TargetHealth | undefined, failures: Failures): TargetHealth {
  const failed = afterFailures(health, failures);
  if (failed.circuit === undefined || health?.circuit === undefined) return failed;
  const probes = failed.circuit.probes + 1;
  const { opened_at } = failed.circuit;
  return { ...failed, circuit: { opened_at, probes, probe_at: failures.lastAt + pauseMs(probes) } };
}

/** The health after failures. Those that come in while the circuit is open are counted, and change nothing else. */
export function afterFailures(health: TargetHealth | undefined, failures: Failures): TargetHealth {
  const { count, firstAt, lastAt, reason } = failures;
  const before = health && continuesStreak(health, firstAt) ? health : undefined;
  const failed = {
    failures: (before?.failures ?? 0) + count,
    failing_since: Math.min(before?.failing_since ?? firstAt, firstAt),
    last_failed_at: Math.max(before?.last_failed_at ?? lastAt, lastAt),
    reason,
  };
  if (before?.circuit) return { ...failed, circuit: before.circuit };
  const opens = failed.failures >= FAILURES_TO_OPEN && failed.last_failed_at - failed.failing_since >= FAILING_MS;
  if (!opens) return failed;
  return { ...failed, circuit: { opened_at: lastAt, probes: 0, probe_at: lastAt + pauseMs(0) } };
}

/** Whether other workers are to know of a health. */
export function isShared(health: TargetHealth): boolean {
  return health.circuit !== undefined || health.failures >= FAILURES_TO_SHARE;
}

/**
 * Until when a delivery waits that may not be sent, in milliseconds since 1970: past the next probe, at a point that
 * `random` (in [0, 1)) draws, so that what waited does not come back together.
 */
export function holdUntil({ probe_at, probing_until, probes }: OpenCircuit, now: number, random: number): number {
  const probe = Math.max(probe_at, probing_until ?? 0, now);
  const drawn = probe + random * Math.min(pauseMs(probes), LONGEST_SPREAD_MS);
  return Math.ceil(Math.min(drawn, now + LONGEST_HOLD_MS));
}

function pauseMs(probes: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** probes, LONGEST_PAUSE_MS);
}

function continuesStreak({ circuit, last_failed_at }: TargetHealth, firstAt: number): boolean {
  return circuit !== undefined || firstAt - last_failed_at <= FORGET_MS;
}

// What an attempt says of its target, beside what it means for its delivery: that the target lives, that it fails, or
// nothing at all, since the fault was on this side or nothing was sent.

/** alive: it answered as a server does; failing: it is not there, too slow or in trouble; none: nothing is known. */
export type TargetEvidence =
  | { readonly type: "alive" }
  | { readonly type: "failing"; readonly reason: Reason }
  | { readonly type: "none" };

/** An attempt that was made, as far as it tells of its target. */
interface EvidentAttempt {
  readonly status?: number;
  readonly reason?: Reason;
}

/** Answers by which a server says that it can't serve just now. All others, a 404 among them, show that it can. */
const SERVER_TROUBLE: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Ways to end without an answer that tell nothing of the target: nothing was sent, something was missing here, a kept
 * connection was closed at the very moment when it was used, or Flowhook itself stopped.
 */
const NOT_OF_THE_TARGET: ReadonlySet<UnansweredReason> = new Set<UnansweredReason>([
  "url-refused",
  "address-refused",
  "request-invalid",
  "no-socket",
  "no-free-connection",
  "connection-stale",
  "interrupted",
]);

/** What an attempt says of its target. */
export function evidenceOf({ status, reason }: EvidentAttempt): TargetEvidence {
  if (status !== undefined) {
    return SERVER_TROUBLE.has(status) ? { type: "failing", reason: reason ?? `http-${status}` } : { type: "alive" };
  }
  return reason !== undefined && isFault(reason) ? { type: "failing", reason } : { type: "none" };
}

function isFault(reason: Reason): boolean {
  // `in` has shown that it is one of the keys.
  return reason in UNANSWERED_REASONS && !NOT_OF_THE_TARGET.has(reason as UnansweredReason);
}
