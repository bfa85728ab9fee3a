// Derives the id of an event. It is never random: a copy of an event, sent twice by its sender or delivered twice by a queue,
// gets the same id, on which deliveries, records and the webhook-id header depend. So a duplicate is found where its results are
// stored, and no table of known events is written or read.

import { canonicalJson } from "../canonical-json.ts";
import type { JsonObject } from "../json.ts";

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

/** The content by which an event with a time and without a unique_id is the same event as another. */
export interface EventContent {
  /** The time as the sender wrote it, in RFC 3339. */
  readonly time: string;
  readonly properties: JsonObject;
  readonly value: number | undefined;
  readonly value_currency: string | undefined;
}

/**
 * The id of an event without a unique_id, but with a time: the same profile and metric with the same content at the same time are
 * the same event. The properties nest at most MAX_DEPTH levels.
 */
export function eventIdOfContent(
  sha256Hex: Sha256Hex,
  profileKey: string,
  metric: string,
  { time, properties, value, value_currency }: EventContent,
): string {
  const fields = [profileKey, metric, instantOf(time), value ?? null, value_currency ?? null];
  return derive(sha256Hex, ["content", ...fields], canonicalJson(properties));
}

/**
 * The id of an event without a unique_id and without a time: derived from the id of its request. Never from the id of a queue's
 * message, which changes when the message is moved to another queue.
 */
export function eventIdOfRequest(sha256Hex: Sha256Hex, requestId: string): string {
  return derive(sha256Hex, ["request", requestId]);
}

/** Whether a text has the format of an event's id. */
export function isEventId(text: string): boolean {
  return EVENT_ID.test(text);
}

const EVENT_ID = new RegExp(`^evt_[0-9a-f]{${ID_HEX_DIGITS}}$`);

/** The digits of a fraction of a second after its milliseconds, without zeros at the end. */
const BEYOND_MILLISECONDS = /\.\d{3}(\d*[1-9])/;

/**
 * A time as an instant: equal for every offset and every number of zeros at the end. An event keeps milliseconds; a sender whose
 * times are finer distinguishes its events by the digits after them.
 */
function instantOf(time: string): string {
  return `${Date.parse(time)}.${BEYOND_MILLISECONDS.exec(time)?.[1] ?? ""}`;
}

function derive(sha256Hex: Sha256Hex, parts: readonly (string | number | null)[], content = ""): string {
  return `evt_${sha256Hex(JSON.stringify(parts) + content).slice(0, ID_HEX_DIGITS)}`;
}
