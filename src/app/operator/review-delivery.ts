// A person's decision on a delivery that is parked: it is sent, or it is not. Both are the delivery's next round, so the
// claim of that round settles which of two decisions at the same time counts: after a discard was recorded, an approval
// on its way comes to nothing, and what is being sent can't be discarded any more.

import type { DeliveryRecord, DeliveryStatus } from "#core/delivery/record.ts";
import { type ClaimPorts, claimedAttempt } from "../delivery/claimed-attempt.ts";
import { withoutSending } from "../delivery/without-sending.ts";
import { findDelivery, type NextRoundPorts, nextRoundOf, sendRound } from "./next-round.ts";

/** Why a decision on a delivery was not taken. */
export type NotReviewed =
  | { readonly type: "not-found" }
  /** It does not wait for a decision: another was taken, or none is needed. */
  | { readonly type: "not-parked"; readonly status: Exclude<DeliveryStatus, "parked" | "sending"> }
  /** It is being worked on at this moment. */
  | { readonly type: "sending" };

/** What came of an approval: the round in which it is sent. */
export type Approved = { readonly type: "approved"; readonly id: string; readonly round: number } | NotReviewed;

/** What came of a discard. */
export type Discarded = { readonly type: "discarded"; readonly id: string } | NotReviewed;

/**
 * Sends a parked delivery: its body as it was shown, URL and headers made anew, since they may hold secrets.
 * @param at when, in milliseconds since 1970; absent: at once.
 */
export async function approveDelivery(ports: NextRoundPorts, id: string, at?: number): Promise<Approved> {
  const found = await findDelivery(ports.store, id);
  if (!found) return { type: "not-found" };
  const { key, record } = found;
  if (!isParked(record)) return standing(record);
  const body = record.request?.body;
  const message = nextRoundOf(record, { approved: true, ...(body === undefined ? {} : { body }) });
  await sendRound(ports, message, at);
  // Someone may have discarded it meanwhile; then what was sent comes to nothing, and that should be told.
  const now = await ports.store.get(key);
  return now?.status === "discarded" ? standing(now) : { type: "approved", id, round: message.round };
}

/** Ends a parked delivery without sending it. Done again after a crash, it comes to the same. */
export async function discardDelivery(
  ports: ClaimPorts & Pick<NextRoundPorts, "store">,
  id: string,
): Promise<Discarded> {
  const found = await findDelivery(ports.store, id);
  if (!found) return { type: "not-found" };
  const { key, record } = found;
  if (!isParked(record)) return standing(record);
  const message = nextRoundOf(record);
  const why = { outcome: "discarded", reason: "discarded-by-person" } as const;
  const claimed = await claimedAttempt(ports, message, async () => withoutSending(message, ports.now(), why));
  if (claimed.type === "held") return { type: "sending" };
  if (claimed.type === "superseded") return standing((await ports.store.get(key)) ?? record);
  return claimed.attempt.outcome === "discarded" ? { type: "discarded", id } : standing(claimed.record);
}

/** Whether a decision is open, also where one was begun and may never have come to its end: the claim will tell. */
function isParked({ status, attempts }: DeliveryRecord): boolean {
  return status === "parked" || (status === "sending" && attempts.at(-1)?.outcome === "parked");
}

function standing({ status }: DeliveryRecord): NotReviewed {
  return status === "parked" || status === "sending" ? { type: "sending" } : { type: "not-parked", status };
}
