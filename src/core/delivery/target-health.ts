// The circuit breaker of a target, as a state machine over (health, event, time). After enough consecutive failures the circuit
// opens: deliveries wait without using up attempts, and single deliveries probe from time to time whether the target is back. A
// healthy target has no state.

import { MINUTE_MS, SECOND_MS } from "../time.ts";
import { type Reason, UNANSWERED_REASONS, type UnansweredReason } from "./reasons.ts";

/** Consecutive failures that open the circuit, if they span at least FAILING_MS, so that a restart of the target does not. */
export const FAILURES_TO_OPEN = 10;

/** The least time between the first failure and the one that opens the circuit, in milliseconds. */
const FAILING_MS = 10 * SECOND_MS;

/** From this number of failures on, the streak is shared with other workers, so that their successes end it. */
const FAILURES_TO_SHARE = 3;

/** Failures further apart than this do not belong to one streak, in milliseconds. */
const FORGET_MS = 5 * MINUTE_MS;

const FIRST_PAUSE_MS = 30 * SECOND_MS;
const LONGEST_PAUSE_MS = 10 * MINUTE_MS;

/** The longest time after a probe over which waiting deliveries are spread, in milliseconds. */
const LONGEST_SPREAD_MS = 5 * MINUTE_MS;

/**
 * The longest wait of a delivery before the circuit is checked again, in milliseconds: the longest delay of an SQS message, so
 * that a wait costs a message and no row of a table.
 */
export const LONGEST_HOLD_MS = LONGEST_PAUSE_MS + LONGEST_SPREAD_MS;

/** How long a probe may be in flight before another may be sent, in milliseconds: as long as a claim holds. */
const PROBE_LEASE_MS = 30 * SECOND_MS;

/** An open circuit. */
interface OpenCircuit {
  /** When it opened, in milliseconds since 1970. */
  readonly opened_at: number;
  /** Probes that failed after it opened. */
  readonly probes: number;
  /** When the next probe may be sent. */
  readonly probe_at: number;
  /** When the probe in flight expires; absent while no probe is in flight. */
  readonly probing_until?: number;
}

/** The health of a target whose last attempts failed. Times in milliseconds since 1970. */
export interface TargetHealth {
  /** Consecutive failures. */
  readonly failures: number;
  readonly failing_since: number;
  readonly last_failed_at: number;
  /** The reason of the last failure. */
  readonly reason: Reason;
  /** Set while deliveries wait. */
  readonly circuit?: OpenCircuit;
}

/** Failures of one target without a success between them. */
export interface Failures {
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly reason: Reason;
}

/** The decision about a delivery: it may be sent, it may be sent as the probe, or it waits. */
type Passage = "open" | "probe" | "wait";

/** Whether a delivery may be sent now to a target with this health. */
export function passage(health: TargetHealth | undefined, now: number): Passage {
  const circuit = health?.circuit;
  if (circuit === undefined) return "open";
  return now >= circuit.probe_at && now >= (circuit.probing_until ?? 0) ? "probe" : "wait";
}

/** The health while a probe is in flight; undefined if no probe may be sent now. */
export function beginProbe(health: TargetHealth | undefined, now: number): TargetHealth | undefined {
  if (health?.circuit === undefined || passage(health, now) !== "probe") return undefined;
  return { ...health, circuit: { ...health.circuit, probing_until: now + PROBE_LEASE_MS } };
}

/** The health after a probe without evidence: another may be sent at once. */
export function afterIdleProbe(health: TargetHealth | undefined): TargetHealth | undefined {
  if (health?.circuit === undefined) return health;
  const { probing_until: _ended, ...circuit } = health.circuit;
  return { ...health, circuit };
}

/** The health after a failed probe: the next one is sent after twice the pause, at most ten minutes. */
export function afterFailedProbe(health: TargetHealth | undefined, failures: Failures): TargetHealth {
  const failed = afterFailures(health, failures);
  if (failed.circuit === undefined || health?.circuit === undefined) return failed;
  const probes = failed.circuit.probes + 1;
  const { opened_at } = failed.circuit;
  return { ...failed, circuit: { opened_at, probes, probe_at: failures.lastAt + pauseMs(probes) } };
}

/** The health after failures. Failures while the circuit is open are counted and change nothing else. */
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

/** Whether a health is shared with other workers. */
export function isShared(health: TargetHealth): boolean {
  return health.circuit !== undefined || health.failures >= FAILURES_TO_SHARE;
}

/**
 * The end of a delivery's wait, in milliseconds since 1970: after the next probe, at a point that `random` (in [0, 1)) chooses,
 * so that waiting deliveries do not return together.
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

/** alive: the target answered as a working server does; failing: it is absent, too slow or in trouble; none: no evidence. */
export type TargetEvidence =
  | { readonly type: "alive" }
  | { readonly type: "failing"; readonly reason: Reason }
  | { readonly type: "none" };

/** The fields of an attempt that are evidence about its target. */
interface EvidentAttempt {
  readonly status?: number;
  readonly reason?: Reason;
}

/** Statuses by which a server says that it can't serve at present. All others, including 404, show that it can. */
const SERVER_TROUBLE: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Reasons without an answer that are no evidence about the target: nothing was sent, something was missing on this side, a reused
 * connection was closed while the request was sent, or Flowhook stopped.
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

/** The evidence of an attempt about its target. */
export function evidenceOf({ status, reason }: EvidentAttempt): TargetEvidence {
  if (status !== undefined) {
    return SERVER_TROUBLE.has(status) ? { type: "failing", reason: reason ?? `http-${status}` } : { type: "alive" };
  }
  return reason !== undefined && isFault(reason) ? { type: "failing", reason } : { type: "none" };
}

function isFault(reason: Reason): boolean {
  // The `in` check showed that it is one of the keys.
  return reason in UNANSWERED_REASONS && !NOT_OF_THE_TARGET.has(reason as UnansweredReason);
}
