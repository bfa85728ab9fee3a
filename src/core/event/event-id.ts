// Derives the id of an event. It is never random: a copy of an event, sent twice by its sender or delivered twice by a queue,
// gets the same id, on which deliveries, records and the webhook-id header depend.

/** SHA-256 of a text, as lower-case hexadecimal. An argument, because the core contains no cryptography. */
export type Sha256Hex = (text: string) => string;

/** 128 bits of the digest: a collision of two events of one account is practically impossible. */
const ID_HEX_DIGITS = 32;

/**
 * The id of an event with a unique_id: the same profile, metric and unique_id are the same event, as in Klaviyo's API.
 */
export function eventIdOf(sha256Hex: Sha256Hex, profileKey: string, metric: string, uniqueId: string): string {
  return derive(sha256Hex, ["event", profileKey, metric, uniqueId]);
}

/**
 * The id of an event without a unique_id: derived from the id of its request. Never from the id of a queue's message, which
 * changes when the message is moved to another queue.
 */
export function eventIdOfRequest(sha256Hex: Sha256Hex, requestId: string): string {
  return derive(sha256Hex, ["request", requestId]);
}

/** Whether a text has the format of an event's id. */
export function isEventId(text: string): boolean {
  return EVENT_ID.test(text);
}

const EVENT_ID = new RegExp(`^evt_[0-9a-f]{${ID_HEX_DIGITS}}$`);

function derive(sha256Hex: Sha256Hex, parts: readonly string[]): string {
  return `evt_${sha256Hex(JSON.stringify(parts)).slice(0, ID_HEX_DIGITS)}`;
}
