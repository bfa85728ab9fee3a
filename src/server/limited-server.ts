// An HTTP server with limits on connections, headers and time, and the refusals of requests that break a rule of HTTP.

import { createServer, type IncomingMessage, type Server } from "node:http";
import { API_ERRORS, type ApiErrorCode, errorsBody } from "#api/errors.ts";
import type { ApiAnswer } from "#api/ingest/request.ts";
import { answerBadRequests, HEADERS_TOO_LARGE } from "./bad-requests.ts";
import {
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_CONNECTIONS,
  MAX_HEADER_BYTES,
  MAX_HEADERS,
  REQUEST_TIMEOUT_MS,
  SILENT_MS,
  TIMEOUTS_CHECKED_EVERY_MS,
} from "./http-limits.ts";

/** A server with the limits of http-limits.ts. It answers requests that can't be read; all others are the events `request`. */
export function limitedServer(newRequestId: () => string): Server {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: TIMEOUTS_CHECKED_EVERY_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Node.js would answer by itself, without a body.
    requireHostHeader: false,
  });
  server.timeout = SILENT_MS;
  server.maxConnections = MAX_CONNECTIONS;
  // Some versions of Node.js ignore further headers instead of refusing them, so one more shows that there are too many.
  server.maxHeadersCount = MAX_HEADERS + 1;
  // Only a request that is admitted may send its body. Other expectations may be ignored (RFC 9110, section 10.1.1).
  for (const expectation of ["checkContinue", "checkExpectation"]) {
    server.on(expectation, (request, response) => server.emit("request", request, response));
  }
  answerBadRequests(server, newRequestId);
  return server;
}

/** Whether a client sends its body only after a 100 Continue. */
export function awaitsContinue({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.expect?.toLowerCase() === "100-continue" && httpVersion === "1.1";
}

/** The reason to refuse a request. */
export interface HttpRefusal {
  readonly code: ApiErrorCode | "options";
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The refusal of a request for its headers; undefined if they are in order. */
export function headersRefusal({ rawHeaders, headers, httpVersion }: IncomingMessage): HttpRefusal | undefined {
  if (rawHeaders.length > 2 * MAX_HEADERS) {
    return HEADERS_TOO_LARGE;
  }
  if (headers.host === undefined && httpVersion === "1.1") {
    return { code: "invalid", message: "A request needs the header Host." };
  }
  return undefined;
}

/** The refusal of a method that a path does not have, and the answer to OPTIONS; undefined for the path's methods. */
export function methodRefusal(
  { method = "" }: IncomingMessage,
  path: string,
  allowed: readonly string[],
): HttpRefusal | undefined {
  if (allowed.includes(method)) return undefined;
  const headers = { allow: [...allowed, "OPTIONS"].join(", ") };
  if (method === "OPTIONS") return { code: "options", message: "", headers };
  return { code: "method_not_allowed", message: `${path} has only ${headers.allow}.`, headers };
}

/** The answer to a refused request. */
export function refusedAnswer(requestId: string, { code, message, headers = {} }: HttpRefusal): ApiAnswer {
  if (code === "options") return { status: 200, body: "", headers };
  const body = JSON.stringify(errorsBody(code, requestId, [{ pointer: "", message }]));
  return { status: API_ERRORS[code].status, body, headers };
}
