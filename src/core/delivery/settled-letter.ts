// Decides whether a letter in the failed deliveries can be deleted. A letter is a delivery message; the record of its delivery
// proves that it was sent again or decided on. Without that proof the letter stays: a lost letter is a lost webhook, but a letter
// that stays too long only keeps an alarm on.

import { type ClaimState, compareSteps, judgeClaim } from "./claim.ts";
import type { DeliveryStatus } from "./record.ts";

/** A letter in the failed deliveries. */
export interface Letter {
  readonly round: number;
  readonly attempt: number;
  /** The delivery is sent although it was delivered before. */
  readonly forced: boolean;
  /**
   * sent: the dispatcher sent it, as the first attempt of the next round. unfinished: SQS moved it here after ten receives,
   * so it may be the only message that leads to the follow-up of that attempt.
   */
  readonly origin: "sent" | "unfinished";
}

/** An attempt with one of these outcomes has no follow-up. */
const LAST: readonly DeliveryStatus[] = ["delivered", "parked", "discarded", "skipped", "tested"];

/**
 * Whether a letter may be deleted, given the stored delivery.
 *
 * - A later attempt was claimed, or the delivery was delivered: the dispatcher would do nothing with the letter.
 * - The dispatcher sent the letter, and its round is recorded: another message began that round and leads to all of its
 *   follow-up.
 * - SQS moved the letter, and its own attempt is recorded as the delivery's last.
 */
export function isSettled(letter: Letter, state: ClaimState | undefined): boolean {
  if (state === undefined) return false;
  if (judgeClaim(state, { ...letter, owner: "", now: 0, leaseUntil: 0 }).type === "superseded") return true;
  if (letter.origin === "sent") return state.round >= letter.round;
  return compareSteps(state, letter) === 0 && LAST.includes(state.status);
}
