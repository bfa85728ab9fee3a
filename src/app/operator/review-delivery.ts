// A person's decision on a parked delivery: approve or discard. Both are the delivery's next round, so the claim of that
// round decides between two decisions at the same time. After a discard is recorded, an approval in flight is a no-op; a
// delivery that is being sent can't be discarded.

import type { DeliveryRecord, DeliveryStatus } from "#core/delivery/record.ts";
import { type ClaimPorts, claimedAttempt } from "../delivery/claimed-attempt.ts";
import { withoutSending } from "../delivery/without-sending.ts";
import { findDelivery, type NextRoundPorts, nextRoundOf, sendRound } from "./next-round.ts";

/** Why a decision was refused. */
export type NotReviewed =
  | { readonly type: "not-found" }
  /** The delivery is not parked: it was decided already, or needs no decision. */
  | { readonly type: "not-parked"; readonly status: Exclude<DeliveryStatus, "parked" | "sending"> }
  /** Another worker has claimed the delivery. */
  | { readonly type: "sending" };

/** The result of an approval: the round that sends the delivery. */
type Approved = { readonly type: "approved"; readonly id: string; readonly round: number } | NotReviewed;

/** The result of a discard. */
type Discarded = { readonly type: "discarded"; readonly id: string } | NotReviewed;

/**
 * Sends a parked delivery with the body that was shown. URL and headers are rendered again, because they may hold secrets.
 * @param at when, in milliseconds since 1970; absent: at once.
 */
export async function approveDelivery(ports: NextRoundPorts, id: string, at?: number): Promise<Approved> {
  const found = await findDelivery(ports.store, id);
  if (!found) return { type: "not-found" };
  const { key, record } = found;
  if (!isParked(record)) return notReviewed(record);
  const body = record.request?.body;
  const message = nextRoundOf(record, { approved: true, ...(body === undefined ? {} : { body }) });
  await sendRound(ports, message, at);
  // Another person may have discarded the delivery in the meantime. The message is then a no-op, and the caller must learn
  // that.
  const now = await ports.store.get(key);
  return now?.status === "discarded" ? notReviewed(now) : { type: "approved", id, round: message.round };
}

/** Ends a parked delivery without sending it. Repeating it after a crash is a no-op. */
export async function discardDelivery(
  ports: ClaimPorts & Pick<NextRoundPorts, "store">,
  id: string,
): Promise<Discarded> {
  const found = await findDelivery(ports.store, id);
  if (!found) return { type: "not-found" };
  const { key, record } = found;
  if (!isParked(record)) return notReviewed(record);
  const message = nextRoundOf(record);
  const why = { outcome: "discarded", reason: "discarded-by-person" } as const;
  const claimed = await claimedAttempt(ports, message, async () => withoutSending(message, ports.now(), why));
  if (claimed.type === "held") return { type: "sending" };
  if (claimed.type === "superseded") return notReviewed((await ports.store.get(key)) ?? record);
  return claimed.attempt.outcome === "discarded" ? { type: "discarded", id } : notReviewed(claimed.record);
}

/** Returns whether a decision is open, also if an earlier one was claimed and perhaps never recorded: the claim decides. */
function isParked({ status, attempts }: DeliveryRecord): boolean {
  return status === "parked" || (status === "sending" && attempts.at(-1)?.outcome === "parked");
}

function notReviewed({ status }: DeliveryRecord): NotReviewed {
  return status === "parked" || status === "sending" ? { type: "sending" } : { type: "not-parked", status };
}
