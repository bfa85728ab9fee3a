// Sends a delivery again at an operator's request: the next round, rendered again, with a new budget of attempts.

import type { DeliveryRecord, DeliveryStatus } from "#core/delivery/record.ts";
import { findDelivery, type NextRoundPorts, nextRoundOf, sendRound } from "./next-round.ts";

/** The statuses of deliveries that are sent again only if forced. */
const FORCED_ONLY = ["delivered", "skipped", "discarded"] as const satisfies readonly DeliveryStatus[];

/** How to send a delivery again. */
export interface RetryAsked {
  readonly forced?: boolean;
  /** Marks the round as a replay even if the delivery was never delivered. A delivered one is always marked. */
  readonly replay?: boolean;
  /** When, in milliseconds since 1970; absent: at once. */
  readonly at?: number;
}

/** The result of a request for a retry. */
export type RetryRequested =
  | { readonly type: "accepted"; readonly id: string; readonly round: number }
  | { readonly type: "not-found" }
  /** The delivery succeeded or was not to be sent: it is sent only if forced. */
  | { readonly type: "needs-force"; readonly status: (typeof FORCED_ONLY)[number] }
  /** The delivery waits for approval: approve or discard it instead. */
  | { readonly type: "parked" }
  /** The delivery was a test: make a new test instead. */
  | { readonly type: "tested" }
  /** An attempt is in flight. */
  | { readonly type: "sending" };

/**
 * Sends a delivery again, whatever its outcome; one that was delivered, skipped or discarded only if forced. A delivery
 * that a person has approved or discarded is not parked again.
 */
export async function retryDelivery(
  ports: NextRoundPorts,
  id: string,
  { forced = false, replay = false, at }: RetryAsked = {},
): Promise<RetryRequested> {
  const found = await findDelivery(ports.store, id);
  if (!found) return { type: "not-found" };
  const { record } = found;
  const { status: current } = record;
  if (current === "parked" || current === "sending" || current === "tested") return { type: current };
  const status = FORCED_ONLY.find((known) => known === record.status);
  if (status !== undefined && !forced) return { type: "needs-force", status };
  const message = nextRoundOf(record, {
    ...(forced ? { forced } : {}),
    ...(replay || status === "delivered" ? { replay: true } : {}),
    ...(wasReviewed(record) ? { approved: true } : {}),
  });
  await sendRound(ports, message, at);
  return { type: "accepted", id, round: message.round };
}

/** Returns whether the delivery was ever parked. Only a person's decision starts another round after that. */
function wasReviewed({ attempts }: DeliveryRecord): boolean {
  return attempts.some(({ outcome }) => outcome === "parked");
}
