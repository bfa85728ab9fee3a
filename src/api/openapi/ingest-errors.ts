// When ingest answers with each error.

import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import type { ApiErrorCode } from "../errors.ts";
import type { ErrorDescription } from "./described-api.ts";

/** The errors of ingest: all but those of the management API. */
export type IngestErrorCode = Exclude<ApiErrorCode, "conflict">;

/** The errors of ingest. */
export const INGEST_ERRORS: Readonly<Record<IngestErrorCode, ErrorDescription>> = {
  invalid: {
    description: "The body is not valid. Each entry names a problem, with a pointer into the body. Nothing was stored.",
    example: { pointer: "/profile/emial", message: 'There is no field "emial" here. Did you mean "email"?' },
  },
  not_authenticated: {
    description: "The key is missing, or it is not valid here.",
    example: { pointer: "", message: "Send the header Authorization: Bearer <ingest key>." },
  },
  forbidden: {
    description:
      "The scope of the key does not allow the events. On AWS, some events are checked after the 202 and go to the events dead letters.",
    example: {
      pointer: "/metric",
      message: 'The scope of the ingest key allows only metrics that begin with "Placed ".',
    },
  },
  not_found: {
    description: "Nothing has this path.",
    example: { pointer: "", message: "There is no POST /event." },
  },
  method_not_allowed: {
    description: "The path does not have this method. `Allow` lists its methods. API Gateway answers 404 instead.",
    example: { pointer: "", message: "/events has only POST, OPTIONS." },
  },
  request_timeout: {
    description: "The request did not arrive in time: the headers within 10 seconds, the whole within 30.",
    example: { pointer: "", message: "The request did not arrive within 30 seconds." },
  },
  too_large: {
    description: "The body, or an event in it, is too large. Omit data that no flow reads, or send several requests.",
    example: { pointer: "", message: `An event may have at most ${MAX_EVENT_BYTES} bytes.` },
  },
  unsupported_media_type: {
    description: "The operation does not read bodies of this content type or content encoding.",
    example: { pointer: "", message: "Send Content-Type: application/json." },
  },
  throttled: {
    description: "Too many requests. Nothing was stored: send the same request again after the time in `Retry-After`.",
    example: { pointer: "", message: "Too many events at once. Send this one again." },
    retryAfter: true,
  },
  headers_too_large: {
    description: "The headers have more than 16 KiB, on AWS 10,240 bytes, or there are more than 100.",
    example: { pointer: "", message: "A request may have at most 100 headers with 16384 bytes." },
  },
  unavailable: {
    description:
      "Not everything was stored. Send the same request again after the time in `Retry-After`. An event with a unique id or a time is not added twice.",
    example: { pointer: "", message: "The event was not stored. Send it again." },
    retryAfter: true,
  },
};
