// A delivery sent again by hand: the next round, rendered anew, with a fresh budget of attempts.

import type { DeliveryRecord, DeliveryStatus } from "#core/delivery/record.ts";
import { findDelivery, type NextRoundPorts, nextRoundOf, sendRound } from "./next-round.ts";

/** What is not sent again unless it is forced. */
const FORCED_ONLY = ["delivered", "skipped", "discarded"] as const satisfies readonly DeliveryStatus[];

/** How a delivery is to be sent again. */
export interface RetryAsked {
  readonly forced?: boolean;
  /** Mark it as a replay, also where it was not delivered yet: what was delivered always is. */
  readonly replay?: boolean;
  /** When, in milliseconds since 1970; absent: at once. */
  readonly at?: number;
}

/** What came of asking for a retry. */
export type RetryRequested =
  | { readonly type: "accepted"; readonly id: string; readonly round: number }
  | { readonly type: "not-found" }
  /** It was delivered, or is not to be sent: it is sent only when forced. */
  | { readonly type: "needs-force"; readonly status: (typeof FORCED_ONLY)[number] }
  /** It waits for a person's approval: it is approved or discarded, not retried. */
  | { readonly type: "parked" }
  /** It was a test, which is made anew with the event as it is to be. */
  | { readonly type: "tested" }
  /** An attempt is being made at this moment. */
  | { readonly type: "sending" };

/**
 * Asks for a delivery to be sent again, whatever became of it; one that was delivered, skipped or discarded, only when
 * forced. What a person approved or discarded before is not parked once more.
 */
export async function retryDelivery(
  ports: NextRoundPorts,
  id: string,
  { forced = false, replay = false, at }: RetryAsked = {},
): Promise<RetryRequested> {
  const found = await findDelivery(ports.store, id);
  if (!found) return { type: "not-found" };
  const { record } = found;
  const { status: standing } = record;
  if (standing === "parked" || standing === "sending" || standing === "tested") return { type: standing };
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

/** Whether it has been parked: only a person's decision leads on from there. */
function wasReviewed({ attempts }: DeliveryRecord): boolean {
  return attempts.some(({ outcome }) => outcome === "parked");
}
