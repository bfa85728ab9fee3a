// What API Gateway answers when ingest refuses: the same bodies as those of the API's own code, written once at synth,
// with API Gateway's variables where the code has values.

import { API_ERRORS, type ApiErrorCode, errorsBody } from "#api/errors.ts";

/** The id of the request, by which the access log knows it too. */
export const REQUEST_ID = "$context.extendedRequestId";

/** How long a sender is asked to wait before it tries again, in seconds. */
export const RETRY_AFTER_SECONDS = 5;

/** An answer that refuses a request. */
export interface Refusal {
  readonly status: number;
  /** A JSON body, for a mapping template or a gateway response. */
  readonly body: string;
}

/** A refusal by one of the API's error codes. The message may be a variable of API Gateway. */
export function refusal(code: ApiErrorCode, message: string): Refusal {
  const body = errorsBody(code, REQUEST_ID, [{ pointer: "", message }]);
  return { status: API_ERRORS[code].status, body: JSON.stringify(body) };
}

/** When the fault is ours: the sender is to send the event again. */
export const UNAVAILABLE = refusal("unavailable", "The event was not stored. Send it again.");

/** For a body that the queue does not take. */
export const TOO_LARGE = refusal("too_large", "An event may have at most 256 KiB.");
