// The content of a delivery: its event and the request that was rendered from it, compressed together. The body of the
// webhook comes unescaped after the rest, so that the compression finds the texts that it shares with the event. Small content
// is an attribute of the delivery's item. Large content is in separate items, which are not rewritten with each attempt.

import { createHash } from "node:crypto";
import type { DeliveryRecord, RecordedRequest } from "#core/delivery/record.ts";
import type { Event } from "#core/event/event.ts";
import { parseJson } from "#core/parse-json.ts";
import { splitForItems } from "../dynamodb/item-parts.ts";
import { pack, unpack } from "../dynamodb/packing.ts";

/**
 * The limit on compressed content in the delivery's item, in bytes. Every claim and attempt costs as many write units as that
 * item has KB, so it must be small; but a separate item costs a call more at the first attempt.
 */
const INLINE_BYTES = 16 * 1024;

/** Enough digits to distinguish the few contents of one delivery. */
const DIGEST_DIGITS = 16;

/** The part of a record that does not change between attempts of a round. */
export type DeliveryContent = Pick<DeliveryRecord, "event" | "started_at" | "due_at" | "request">;

/** Compressed content, in one piece or in parts that are found by their digest. */
export type PackedContent =
  | { readonly type: "inline"; readonly packed: Uint8Array }
  | { readonly type: "parts"; readonly digest: string; readonly parts: readonly Uint8Array[] };

/** The head of the text: all content except the body and the event's id. */
interface ContentHead {
  readonly started_at: number;
  readonly due_at: number;
  readonly request?: Omit<RecordedRequest, "body">;
  readonly event: Omit<Event, "id">;
}

/**
 * Returns the content of a record as a text: JSON without a line break, and if the request has a body, a line break and the body.
 * The text does not contain the event's id, which is the item's key.
 */
export function contentText({ event, started_at, due_at, request }: DeliveryContent): string {
  const { body, ...shown } = request ?? {};
  const { id: _id, ...ofEvent } = event;
  const head = { started_at, due_at, ...(request ? { request: shown } : {}), event: ofEvent };
  return body === undefined ? JSON.stringify(head) : `${JSON.stringify(head)}\n${body}`;
}

/** Returns the content of the event with this id from the text that `contentText` returned. */
export function parseContent(text: string, eventId: string): DeliveryContent {
  const end = text.indexOf("\n");
  // Only contentText writes this text, so it has the type of the head.
  const head = parseJson(end < 0 ? text : text.slice(0, end)) as unknown as ContentHead;
  const { request, ...times } = head;
  const content = { ...times, event: { id: eventId, ...head.event } };
  if (!request) return content;
  return { ...content, request: end < 0 ? request : { ...request, body: text.slice(end + 1) } };
}

/** Compresses a content's text, into parts if it is large. */
export function packContent(text: string): PackedContent {
  const packed = pack(text);
  if (packed.length <= INLINE_BYTES) return { type: "inline", packed };
  const digest = createHash("sha256").update(packed).digest("hex").slice(0, DIGEST_DIGITS);
  return { type: "parts", digest, parts: splitForItems(packed) };
}

/** Returns the text of compressed content from all its parts, in order. */
export function unpackContent(parts: readonly Uint8Array[]): string {
  return unpack(Buffer.concat(parts));
}
