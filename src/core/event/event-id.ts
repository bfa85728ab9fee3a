// The id of an event. It is derived, never drawn: a copy of an event, sent twice by its sender or delivered twice by
// a queue, gets the same id, and everything that follows (deliveries, records, the webhook-id header) hangs on it.

/** SHA-256 of a text, as lower-case hexadecimal. Handed in, since the core has no cryptography of its own. */
export type Sha256Hex = (text: string) => string;

/** 128 bits of the digest: no two events of one account collide by chance. */
const ID_HEX_DIGITS = 32;

/**
 * The id of an event that has a sender's id of its own: the same profile, metric and unique_id are the same event,
 * as in Klaviyo's API.
 */
export function eventIdOf(sha256Hex: Sha256Hex, profileKey: string, metric: string, uniqueId: string): string {
  return derive(sha256Hex, ["event", profileKey, metric, uniqueId]);
}

/**
 * The id of an event without one: from the id of the request that brought it. Never from the id of a queue's message,
 * which changes when the message is moved to another queue.
 */
export function eventIdOfRequest(sha256Hex: Sha256Hex, requestId: string): string {
  return derive(sha256Hex, ["request", requestId]);
}

/** Whether a text has the form of an event's id. */
export function isEventId(text: string): boolean {
  return EVENT_ID.test(text);
}

const EVENT_ID = new RegExp(`^evt_[0-9a-f]{${ID_HEX_DIGITS}}$`);

function derive(sha256Hex: Sha256Hex, parts: readonly string[]): string {
  return `evt_${sha256Hex(JSON.stringify(parts)).slice(0, ID_HEX_DIGITS)}`;
}
