// Who may make an attempt. Messages come twice, late and in parallel; the claim of (delivery, round, attempt) lets one
// worker go on and tells the others what to do instead. The rule stands here once; stores apply it atomically.

import type { Attempt, DeliveryStatus } from "./record.ts";

/** The attempt that a worker asks to make. */
export interface ClaimRequest {
  readonly round: number;
  readonly attempt: number;
  /** Who asks: drawn anew for each message received, so that a repeat of a lost answer is recognized as one's own. */
  readonly owner: string;
  readonly now: number;
  /** How long the claim holds if its owner is never heard of again, in milliseconds since 1970. */
  readonly leaseUntil: number;
  /** Send again what was delivered already. */
  readonly forced: boolean;
}

/** What a store holds of a delivery, as far as a claim depends on it. */
export interface ClaimState {
  readonly round: number;
  readonly attempt: number;
  readonly status: DeliveryStatus;
  /** While an attempt is being made. */
  readonly owner?: string;
  readonly leaseUntil?: number;
  /** The last attempt recorded; absent while the very first one is being made. */
  readonly last?: Attempt;
}

/**
 * - granted: make the attempt.
 * - recorded: it was made; repeat what follows from it, and acknowledge.
 * - superseded: a later attempt exists, or it was delivered; acknowledge.
 * - held: another worker is making it; leave the message to come again.
 */
export type Claim =
  | { readonly type: "granted" }
  | { readonly type: "recorded"; readonly attempt: Attempt }
  | { readonly type: "superseded" }
  | { readonly type: "held" };

/** What a claim comes to, given what the store holds. */
export function judgeClaim(state: ClaimState | undefined, request: ClaimRequest): Claim {
  if (state === undefined) return { type: "granted" };
  const order = compareSteps(state, request);
  if (order > 0) return { type: "superseded" };
  return state.status === "sending"
    ? judgeAgainstOwner(state, request, order)
    : judgeAgainstRecord(state, request, order);
}

function judgeAgainstOwner(state: ClaimState, request: ClaimRequest, order: number): Claim {
  const mine = order === 0 && state.owner === request.owner;
  const abandoned = (state.leaseUntil ?? 0) <= request.now;
  return mine || abandoned ? { type: "granted" } : { type: "held" };
}

function judgeAgainstRecord(state: ClaimState, request: ClaimRequest, order: number): Claim {
  if (order === 0 && state.last !== undefined) return { type: "recorded", attempt: state.last };
  if (state.status === "delivered" && !request.forced) return { type: "superseded" };
  return { type: "granted" };
}

/** Negative when the first step comes before the second one, 0 when they are the same. */
export function compareSteps(a: { round: number; attempt: number }, b: { round: number; attempt: number }): number {
  return a.round - b.round || a.attempt - b.attempt;
}
