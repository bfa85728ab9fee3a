// Answers requests that the HTTP parser refuses, in the same form as all other errors. Node.js would answer them without a body. The
// answer is written past the response objects, so it must not overtake an answer that is still due on the same connection: a client
// that pipelines would take it for the answer to an earlier request.

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { API_ERRORS, type ApiErrorCode, errorsBody } from "#api/errors.ts";
import { MAX_HEADER_BYTES, MAX_HEADERS, REQUEST_TIMEOUT_MS } from "./http-limits.ts";

/** How long a refused connection stays half open, in milliseconds, so that its client can read the answer. */
const LINGER_MS = 1_000;

interface Refusal {
  readonly code: ApiErrorCode;
  readonly message: string;
}

/** The refusal of headers over a limit. */
export const HEADERS_TOO_LARGE: Refusal = {
  code: "headers_too_large",
  message: `A request may have at most ${MAX_HEADERS} headers with ${MAX_HEADER_BYTES} bytes.`,
};

/** The refusals of errors of the parser, by their codes; every other error is a request that is not HTTP. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: HEADERS_TOO_LARGE,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { code: "too_large", message: "The chunk extensions are too long." },
  ERR_HTTP_REQUEST_TIMEOUT: {
    code: "request_timeout",
    message: `The request did not arrive within ${REQUEST_TIMEOUT_MS / 1_000} seconds.`,
  },
};

/** Answers the requests that `server` can't read. */
export function answerBadRequests(server: Server, newRequestId: () => string): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const refused = new WeakSet<Duplex>();
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    latest.set(request.socket, response);
  });
  const refuse = (socket: Duplex, refusal: Refusal) => {
    // The parser reports each further part of the request.
    if (refused.has(socket)) return;
    refused.add(socket);
    afterEarlierAnswers(socket, latest.get(socket), () => answer(socket, refusal, newRequestId()));
  };
  server.on("clientError", (error, socket) => refuse(socket, refusalOf(error)));
  server.on("connect", (_request, socket) => {
    refuse(socket, { code: "method_not_allowed", message: "This server is not a proxy." });
  });
}

function refusalOf(error: Error & { code?: string; reason?: string }): Refusal {
  const known = error.code === undefined ? undefined : REFUSALS[error.code];
  if (known !== undefined) return known;
  const reason = error.reason === undefined ? "" : `: ${error.reason}`;
  return { code: "invalid", message: `The request is not valid HTTP${reason}.` };
}

/** Calls `write` once the connection is free for an answer, or ends the connection. */
function afterEarlierAnswers(socket: Duplex, response: ServerResponse | undefined, write: () => void): void {
  if (!socket.writable) socket.destroy();
  else if (response === undefined || response.writableFinished) write();
  // The answer to the request with the error began already.
  else if (!response.req.complete && response.headersSent) socket.destroy();
  else if (!response.req.complete) write();
  else response.once("finish", write);
}

function answer(socket: Duplex, { code, message }: Refusal, requestId: string): void {
  const { status } = API_ERRORS[code];
  const body = JSON.stringify(errorsBody(code, requestId, [{ pointer: "", message }]));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
}
