// The id of a delivery: flow, action and event together, so that it is the same however often the event comes by.
// It is sent as `webhook-id`, by which receivers recognize a repeat.

/** What identifies a delivery. */
export interface DeliveryKey {
  readonly event_id: string;
  readonly flow_id: string;
  readonly action_id: string;
}

/**
 * Between the parts. Not a full stop, which separates the parts of what Standard Webhooks signs
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md), and a character
 * that a URL's path may hold as it is.
 */
const SEPARATOR = ":";

/** The key of the delivery that a message, or the run that leads to it, belongs to. */
export function deliveryKey(message: {
  readonly event: { readonly id: string };
  readonly flow_id: string;
  readonly action_id: string;
}): DeliveryKey {
  return { event_id: message.event.id, flow_id: message.flow_id, action_id: message.action_id };
}

/** The id of a delivery, for people and programs: `evt_…:flow:action`. */
export function deliveryId(key: DeliveryKey): string {
  return `${key.event_id}${SEPARATOR}${key.flow_id}${SEPARATOR}${key.action_id}`;
}

/** What a delivery's id is made of; undefined for a text that is no such id. */
export function parseDeliveryId(id: string): DeliveryKey | undefined {
  const [eventId, flowId, actionId, ...more] = id.split(SEPARATOR);
  if (!eventId || !flowId || !actionId || more.length > 0) return undefined;
  return { event_id: eventId, flow_id: flowId, action_id: actionId };
}
