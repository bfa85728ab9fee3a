// Keys of the deliveries table. A delivery is one item under its event's id. Data that does not fit into it is in further
// items, whose keys begin with the delivery's key, so that one query reads all of them. Ids of flows and actions contain no
// "#" (src/core/flow/identifiers.ts), and "#" sorts before every character that they may contain.

import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { Attempt } from "#core/delivery/record.ts";
import { type Item, readText, required, text } from "../dynamodb/attribute-values.ts";

const SEPARATOR = "#";

/** Sorts after every key that begins with a delivery's key and a separator. */
const LAST = "~";

/** Returns the key of a delivery's item. */
export function deliveryItemKey(key: DeliveryKey): Item {
  return { pk: text(key.event_id), sk: text(sortKey(key)) };
}

/** Returns the delivery of an item or of an index entry; undefined for a delivery's further items. */
export function deliveryKeyOf(item: Item): DeliveryKey | undefined {
  const eventId = required(readText(item, "pk"), "pk");
  const [flowId, actionId, ...rest] = required(readText(item, "sk"), "sk").split(SEPARATOR);
  if (!flowId || !actionId || rest.length > 0) return undefined;
  return { event_id: eventId, flow_id: flowId, action_id: actionId };
}

/** Returns the key of an attempt before the last one. */
export function attemptItemKey(key: DeliveryKey, attempt: Attempt): Item {
  return {
    pk: text(key.event_id),
    sk: text([sortKey(key), "attempt", attempt.round, attempt.attempt].join(SEPARATOR)),
  };
}

/** Returns whether an item holds an attempt before the last one. */
export function isAttemptItem(item: Item): boolean {
  return readText(item, "sk")?.split(SEPARATOR)[2] === "attempt";
}

/**
 * Returns the key of a part of content that is too large for the delivery's item. `digest` is the digest of the whole content,
 * so that parts written by a worker that has lost its claim can't be mistaken for these.
 */
export function contentItemKey(key: DeliveryKey, digest: string, part: number): Item {
  return { pk: text(key.event_id), sk: text([sortKey(key), "body", digest, part].join(SEPARATOR)) };
}

/** Returns the bounds, both included, of the sort keys of all items of a delivery. */
export function deliveryItemsRange(key: DeliveryKey): { low: string; high: string } {
  return { low: sortKey(key), high: `${sortKey(key)}${SEPARATOR}${LAST}` };
}

function sortKey(key: DeliveryKey): string {
  return `${key.flow_id}${SEPARATOR}${key.action_id}`;
}
