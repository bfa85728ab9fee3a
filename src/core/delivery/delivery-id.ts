// The id of a delivery is made of event, flow and action, so a replayed event gives the same id. It is sent as `webhook-id`, by
// which receivers recognize a repeated webhook.

/** The parts that identify a delivery. */
export interface DeliveryKey {
  readonly event_id: string;
  readonly flow_id: string;
  readonly action_id: string;
}

/**
 * Separates the parts. Not a full stop, which separates the parts of the text that Standard Webhooks signs
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md), and a character
 * that needs no escaping in the path of a URL.
 */
const SEPARATOR = ":";

/** The key of the delivery of a message, or of a run whose next action is a webhook. */
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

/** The parts of a delivery's id; undefined if the text is not such an id. */
export function parseDeliveryId(id: string): DeliveryKey | undefined {
  const [eventId, flowId, actionId, ...more] = id.split(SEPARATOR);
  if (!eventId || !flowId || !actionId || more.length > 0) return undefined;
  return { event_id: eventId, flow_id: flowId, action_id: actionId };
}
