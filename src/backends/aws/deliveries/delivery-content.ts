// What a delivery was made of: its event and the request that was rendered from it, packed together. The webhook's body
// stands unescaped after the rest, so that what it shares with the event is found again. Where it is small it lies in
// the delivery's own item; large ones lie beside it in parts, which are written once and not with each attempt.

import { createHash } from "node:crypto";
import type { DeliveryRecord, RecordedRequest } from "#core/delivery/record.ts";
import type { Event } from "#core/event/event.ts";
import { parseJson } from "#core/parse-json.ts";
import { splitForItems } from "../dynamodb/item-parts.ts";
import { pack, unpack } from "../dynamodb/packing.ts";

/**
 * Packed bytes up to which the content lies in the delivery's own item. Every claim and attempt costs as many write
 * units as that item has KB, so it must stay small; but a second item is one more call at the first attempt.
 */
const INLINE_BYTES = 16 * 1024;

/** Enough to tell the few contents of one delivery apart. */
const DIGEST_DIGITS = 16;

/** What of a record does not change from attempt to attempt of a round. */
export type DeliveryContent = Pick<DeliveryRecord, "event" | "started_at" | "due_at" | "request">;

/** Packed content: in one piece, or in parts that are found by their digest. */
export type PackedContent =
  | { readonly type: "inline"; readonly packed: Uint8Array }
  | { readonly type: "parts"; readonly digest: string; readonly parts: readonly Uint8Array[] };

/** The head of the text: all but the body and the event's id. */
interface ContentHead {
  readonly started_at: number;
  readonly due_at: number;
  readonly request?: Omit<RecordedRequest, "body">;
  readonly event: Omit<Event, "id">;
}

/**
 * The content of a record as a text: JSON without a line break, then, where there is a body, a line break and the body.
 * The event's id is the item's key and stands in no text.
 */
export function contentText({ event, started_at, due_at, request }: DeliveryContent): string {
  const { body, ...shown } = request ?? {};
  const { id: _id, ...told } = event;
  const head = { started_at, due_at, ...(request ? { request: shown } : {}), event: told };
  return body === undefined ? JSON.stringify(head) : `${JSON.stringify(head)}\n${body}`;
}

/** The content that `contentText` wrote, of the event with this id. */
export function parseContent(text: string, eventId: string): DeliveryContent {
  const end = text.indexOf("\n");
  // Written by contentText alone.
  const head = parseJson(end < 0 ? text : text.slice(0, end)) as unknown as ContentHead;
  const { request, ...times } = head;
  const content = { ...times, event: { id: eventId, ...head.event } };
  if (!request) return content;
  return { ...content, request: end < 0 ? request : { ...request, body: text.slice(end + 1) } };
}

/** Packs a content's text, in parts where it is large. */
export function packContent(text: string): PackedContent {
  const packed = pack(text);
  if (packed.length <= INLINE_BYTES) return { type: "inline", packed };
  const digest = createHash("sha256").update(packed).digest("hex").slice(0, DIGEST_DIGITS);
  return { type: "parts", digest, parts: splitForItems(packed) };
}

/** The text of a content that was packed, from its only piece or all of its parts in order. */
export function unpackContent(parts: readonly Uint8Array[]): string {
  return unpack(Buffer.concat(parts));
}
