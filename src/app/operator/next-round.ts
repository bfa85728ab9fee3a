// The next round of a recorded delivery, which an operator asked for.

import { type DeliveryKey, parseDeliveryId } from "#core/delivery/delivery-id.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { DELIVERY_MESSAGE_VERSION, type DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { DelayedDispatches, DeliveryStore } from "../delivery/delivery-ports.ts";
import type { WebhookCatalogue } from "../flows/webhook-catalogue.ts";
import type { Now } from "../ports.ts";

/** The ports of a next round. */
export interface NextRoundPorts {
  readonly store: DeliveryStore;
  readonly delayedDispatches: DelayedDispatches;
  readonly catalogue: WebhookCatalogue;
  readonly now: Now;
}

/** A delivery that was found by its id. */
interface FoundDelivery {
  readonly key: DeliveryKey;
  readonly record: DeliveryRecord;
}

/** Returns the delivery with an id; undefined if it does not exist. */
export async function findDelivery(store: DeliveryStore, id: string): Promise<FoundDelivery | undefined> {
  const key = parseDeliveryId(id);
  const record = key && (await store.get(key));
  return record && { key, record };
}

/**
 * Returns the first attempt of the round after the last recorded one. A claim without a record does not count, so a
 * repeated request asks for the same round.
 */
export function nextRoundOf(
  record: DeliveryRecord,
  asked: Pick<DeliveryMessage, "approved" | "forced" | "replay" | "body"> = {},
): DeliveryMessage {
  const { event, flow_id, action_id, started_at, due_at } = record;
  const last = record.attempts.at(-1)?.round ?? record.round;
  const run = { event, flow_id, action_id, started_at, due_at };
  return { v: DELIVERY_MESSAGE_VERSION, kind: "delivery", ...run, round: last + 1, attempt: 1, ...asked };
}

/** Sends a round, at a time in milliseconds since 1970; without one, at once. */
export async function sendRound(
  { delayedDispatches, catalogue, now }: NextRoundPorts,
  message: DeliveryMessage,
  at = now(),
): Promise<void> {
  const { flows } = await catalogue.current();
  const target = flows.get(message.flow_id)?.webhooks.get(message.action_id)?.target ?? "unknown";
  await delayedDispatches.sendLater({ message, target }, at);
}
