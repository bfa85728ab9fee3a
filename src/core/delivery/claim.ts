// Decides which worker may make an attempt. Messages arrive twice, late and in parallel. The claim on (delivery, round, attempt)
// is granted to one worker; the result for the others says what to do instead. Stores apply this rule atomically.

import type { Attempt, DeliveryStatus } from "./record.ts";

/** The attempt that a worker wants to make. */
export interface ClaimRequest {
  readonly round: number;
  readonly attempt: number;
  /**
   * The worker: a random id for each received message, so that a request that is repeated after a lost answer gets its own claim.
   */
  readonly owner: string;
  readonly now: number;
  /** When the claim expires if its owner never records the attempt, in milliseconds since 1970. */
  readonly leaseUntil: number;
  /** The delivery is sent again although it was delivered. */
  readonly forced: boolean;
}

/** The fields of a stored delivery that a claim depends on. */
export interface ClaimState {
  readonly round: number;
  readonly attempt: number;
  readonly status: DeliveryStatus;
  /** Set while an attempt is being made. */
  readonly owner?: string;
  readonly leaseUntil?: number;
  /** The last recorded attempt; absent while the first one is being made. */
  readonly last?: Attempt;
}

/**
 * - granted: make the attempt.
 * - recorded: the attempt was made; send its follow-up messages again, and acknowledge.
 * - superseded: a later attempt exists, or the delivery was delivered; acknowledge.
 * - held: another worker is making the attempt; leave the message to be redelivered.
 */
export type Claim =
  | { readonly type: "granted" }
  | { readonly type: "recorded"; readonly attempt: Attempt }
  | { readonly type: "superseded" }
  | { readonly type: "held" };

/** Decides a claim, given the stored delivery. */
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

/** Negative if the first attempt is earlier than the second, 0 if they are the same. */
export function compareSteps(a: { round: number; attempt: number }, b: { round: number; attempt: number }): number {
  return a.round - b.round || a.attempt - b.attempt;
}
