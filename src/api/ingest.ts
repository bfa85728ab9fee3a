// Ingest without API Gateway: the same answers, and the whole event is checked before it is accepted. 202 means stored.

import { isUtf8 } from "node:buffer";
import type { Now } from "#app/ports.ts";
import type { Event } from "#core/event/event.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import { EVENT_MESSAGE_VERSION, type EventMessage } from "#core/messages/event-message.ts";
import { type ContentEncoding, contentEncodingOf, decodeBody } from "./content-encoding.ts";
import { API_ERRORS, type ApiErrorCode, errorsBody } from "./errors.ts";
import type { IngestRoute } from "./ingest-routes.ts";

/** The ports of ingest. */
export interface IngestPorts {
  /** The id of an ingest key, by the key's SHA-256. */
  readonly keys: ReadonlyMap<string, string>;
  /** Resolves when the event can no longer be lost. */
  readonly accept: (message: EventMessage, event: Event) => Promise<Accepted>;
  readonly now: Now;
  readonly newRequestId: () => string;
  readonly sha256Hex: Sha256Hex;
}

/** The result of accepting an event. duplicate: the same event was accepted before, so accepting it is a no-op. */
export type Accepted = "stored" | "duplicate";

/** The headers of a request to ingest. */
export interface IngestHeaders {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly authorization: string | undefined;
}

/** A request whose headers passed every check, so its body may be read. */
export interface Admitted {
  readonly route: IngestRoute;
  readonly requestId: string;
  readonly keyId: string;
  readonly encoding: ContentEncoding;
}

/** Why a body was not read: it is longer than MAX_EVENT_BYTES, or the bodies of other requests take all of the memory. */
export type UnreadBody = "too-long" | "no-memory";

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The Retry-After of a 503, in seconds. */
const RETRY_AFTER_SECONDS = 5;

/** Checks the headers of a request first, so that the body of a refused request is never held in memory. */
export function admit(ports: IngestPorts, route: IngestRoute, request: IngestHeaders): Admitted | ApiAnswer {
  const requestId = ports.newRequestId();
  const refuse = (code: ApiErrorCode, message: string) => refusal(code, requestId, [{ pointer: "", message }]);
  const key = presentedKey(request.authorization);
  if (key === undefined) return refuse("not_authenticated", "Send the header Authorization: Bearer <ingest key>.");
  const keyId = ports.keys.get(ports.sha256Hex(key));
  if (keyId === undefined) return refuse("not_authenticated", "The ingest key is not known here.");
  const encoding = contentEncodingOf(request.contentEncoding);
  if (encoding === undefined) return refuse("unsupported_media_type", UNKNOWN_ENCODING);
  if (!hasTypeOf(route, request))
    return refuse("unsupported_media_type", `Send Content-Type: ${route.contentTypes[0]}.`);
  return { route, requestId, keyId, encoding };
}

/** Accepts the event in the body of an admitted request. */
export async function takeBody(
  ports: IngestPorts,
  { route, requestId, keyId, encoding }: Admitted,
  received: Buffer | UnreadBody,
): Promise<ApiAnswer> {
  const refuse = (code: ApiErrorCode, message: string) => refusal(code, requestId, [{ pointer: "", message }]);
  if (received === "no-memory") return { ...refuse("unavailable", NO_MEMORY), headers: RETRY_LATER };
  const body = received === "too-long" ? received : await decodeBody(received, encoding, MAX_EVENT_BYTES);
  if (body === "too-long") return refuse("too_large", `An event may have at most ${MAX_EVENT_BYTES} bytes.`);
  if (body === "broken") return refuse("invalid", `The body is not ${encoding}, as its Content-Encoding says.`);
  if (!isUtf8(body)) return refuse("invalid", "The body is not UTF-8.");

  const message: EventMessage = {
    v: EVENT_MESSAGE_VERSION,
    format: route.format,
    request_id: requestId,
    received_at: ports.now(),
    key_id: keyId,
    body: body.toString("utf8"),
  };
  const parsed = parseEvent(message, ports.sha256Hex);
  if (!parsed.ok) return refusal("invalid", requestId, parsed.problems);
  try {
    const accepted = await ports.accept(message, parsed.event);
    return { status: 202, body: acceptedBody(requestId, parsed.event, accepted) };
  } catch {
    // The store logs its error for the operator; the sender only needs to know that the event was not stored.
    return { ...refuse("unavailable", "The event was not stored. Send it again."), headers: RETRY_LATER };
  }
}

function acceptedBody(request_id: string, { id: event_id }: Event, accepted: Accepted): string {
  return JSON.stringify({ request_id, event_id, ...(accepted === "duplicate" ? { duplicate: true } : {}) });
}

const UNKNOWN_ENCODING = "Send the body uncompressed, or with Content-Encoding: gzip or deflate.";

const NO_MEMORY = "Too many large requests at once. Send this one again.";

const RETRY_LATER = { "retry-after": String(RETRY_AFTER_SECONDS) };

/** The key of an Authorization header: `Bearer KEY`, or `Klaviyo-API-Key KEY` for clients written for Klaviyo. */
export function presentedKey(authorization: string | undefined): string | undefined {
  return /^(?:Bearer|Klaviyo-API-Key) +(\S+)$/i.exec(authorization ?? "")?.[1];
}

function hasTypeOf({ contentTypes }: IngestRoute, { contentType }: IngestHeaders): boolean {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  return type !== undefined && contentTypes.includes(type);
}

function refusal(code: ApiErrorCode, requestId: string, problems: Parameters<typeof errorsBody>[2]): ApiAnswer {
  return { status: API_ERRORS[code].status, body: JSON.stringify(errorsBody(code, requestId, problems)) };
}
