// A delivery sent again by hand: the next round, rendered anew, with a fresh budget of attempts.

import { type DeliveryKey, parseDeliveryId } from "#core/delivery/delivery-id.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { DELIVERY_MESSAGE_VERSION, type DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { FlowCatalogue } from "./flows/catalogue.ts";
import type { DeliveryStore, DispatchQueue, Now } from "./ports.ts";

/** What a retry needs. */
export interface RetryPorts {
  readonly store: DeliveryStore;
  readonly dispatchQueue: DispatchQueue;
  readonly catalogue: FlowCatalogue;
  readonly now: Now;
}

/** What came of asking for a retry. */
export type RetryRequested =
  | { readonly type: "accepted"; readonly id: string; readonly round: number }
  | { readonly type: "not-found" }
  /** It was delivered, and is sent again only when forced. */
  | { readonly type: "already-delivered" }
  /** An attempt is being made at this moment. */
  | { readonly type: "sending" };

/** Asks for a delivery to be sent again, whatever became of it; one that was delivered, only when forced. */
export async function retryDelivery(ports: RetryPorts, id: string, forced: boolean): Promise<RetryRequested> {
  const key: DeliveryKey | undefined = parseDeliveryId(id);
  const record = key && (await ports.store.get(key));
  if (!record) return { type: "not-found" };
  if (record.status === "delivered" && !forced) return { type: "already-delivered" };
  if (record.status === "sending") return { type: "sending" };
  const message = nextRoundOf(record, forced);
  const { flows } = await ports.catalogue.current();
  const target = flows.get(record.flow_id)?.webhooks.get(record.action_id)?.target ?? "unknown";
  await ports.dispatchQueue.sendLater({ message, target }, ports.now());
  return { type: "accepted", id, round: message.round };
}

function nextRoundOf(record: DeliveryRecord, forced: boolean): DeliveryMessage {
  return {
    v: DELIVERY_MESSAGE_VERSION,
    kind: "delivery",
    event: record.event,
    flow_id: record.flow_id,
    action_id: record.action_id,
    round: record.round + 1,
    attempt: 1,
    started_at: record.started_at,
    due_at: record.due_at,
    ...(forced ? { forced } : {}),
  };
}
