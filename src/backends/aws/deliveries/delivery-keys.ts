// Keys of the deliveries table. A delivery is one item under its event's id; what does not fit into it lies beside it
// under keys that begin with its own, so that one query reads all of it. Ids of flows and actions hold no "#"
// (src/core/flow/identifiers.ts), and "#" sorts before every character that they may hold.

import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { Attempt } from "#core/delivery/record.ts";
import { type Item, readText, required, text } from "../dynamodb/attribute-values.ts";

const SEPARATOR = "#";

/** Sorts after everything that begins with a delivery's key and a separator. */
const LAST = "~";

/** The key of a delivery's own item. */
export function deliveryItemKey(key: DeliveryKey): Item {
  return { pk: text(key.event_id), sk: text(sortKey(key)) };
}

/** The delivery whose own item, or whose entry in an index, this is; undefined for the items beside one. */
export function deliveryKeyOf(item: Item): DeliveryKey | undefined {
  const eventId = required(readText(item, "pk"), "pk");
  const [flowId, actionId, ...rest] = required(readText(item, "sk"), "sk").split(SEPARATOR);
  if (!flowId || !actionId || rest.length > 0) return undefined;
  return { event_id: eventId, flow_id: flowId, action_id: actionId };
}

/** The key of an attempt that was made before the last one. */
export function attemptItemKey(key: DeliveryKey, attempt: Attempt): Item {
  return {
    pk: text(key.event_id),
    sk: text([sortKey(key), "attempt", attempt.round, attempt.attempt].join(SEPARATOR)),
  };
}

/** Whether an item holds an attempt that was made before the last one. */
export function isAttemptItem(item: Item): boolean {
  return readText(item, "sk")?.split(SEPARATOR)[2] === "attempt";
}

/**
 * The key of a part of what is too large for the delivery's own item. `digest` is that of the whole: parts of another
 * whole, written by a worker whose claim was taken over, can't be mistaken for these.
 */
export function contentItemKey(key: DeliveryKey, digest: string, part: number): Item {
  return { pk: text(key.event_id), sk: text([sortKey(key), "body", digest, part].join(SEPARATOR)) };
}

/** The bounds, both included, of the sort keys of everything that belongs to a delivery. */
export function deliveryItemsRange(key: DeliveryKey): { low: string; high: string } {
  return { low: sortKey(key), high: `${sortKey(key)}${SEPARATOR}${LAST}` };
}

function sortKey(key: DeliveryKey): string {
  return `${key.flow_id}${SEPARATOR}${key.action_id}`;
}
