// What an attempt says of its target, beside what it means for its delivery: that the target lives, that it fails, or
// nothing at all, since the fault was on this side or nothing was sent.

import { type Reason, UNANSWERED_REASONS, type UnansweredReason } from "./reasons.ts";

/** alive: it answered as a server does; failing: it is not there, too slow or in trouble; none: nothing is known. */
export type TargetEvidence =
  | { readonly type: "alive" }
  | { readonly type: "failing"; readonly reason: Reason }
  | { readonly type: "none" };

/** An attempt that was made, as far as it tells of its target. */
export interface EvidentAttempt {
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
