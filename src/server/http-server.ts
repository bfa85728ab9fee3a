// The HTTP face of the embedded process: ingest on its own short path, since every event comes by it; everything else by
// the management app.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { type ApiAnswer, type IngestPorts, ingest } from "#api/ingest.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";

/** What the server serves. */
export interface HttpServerOptions {
  readonly ingest: IngestPorts;
  readonly management: Hono;
  readonly onError: (error: unknown) => void;
}

/** How long a client may take to send a whole request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** How long an idle connection is kept for the next request, in milliseconds; longer than load balancers keep theirs. */
const KEEP_ALIVE_MS = 75_000;

/** The server, not yet listening. */
export function httpServer({ ingest: ports, management, onError }: HttpServerOptions): Server {
  const manage = getRequestListener(management.fetch);
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => {
      if (request.method === "POST" && request.url === "/events")
        void takeEvent(ports, request, response).catch(onError);
      else if (request.method === "GET" && request.url === "/health")
        send(response, { status: 200, body: '{"status":"ok"}' });
      else void manage(request, response);
    },
  );
  return server;
}

async function takeEvent(ports: IngestPorts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { headers } = request;
  const body = await readBody(request);
  if (body === "gone") return;
  const answer = await ingest(ports, {
    contentType: headers["content-type"],
    contentEncoding: headers["content-encoding"],
    authorization: headers.authorization,
    body: body === "too-long" ? undefined : body,
  });
  // What is left of a body that is too long is not read: the connection can't be used again.
  if (body === "too-long") response.setHeader("connection", "close");
  send(response, answer);
}

function send(response: ServerResponse, { status, body, headers }: ApiAnswer): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

/** The whole body; "too-long" as soon as it is longer than an event may be, "gone" when the client went away. */
function readBody(request: IncomingMessage): Promise<Buffer | "too-long" | "gone"> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_EVENT_BYTES) return Promise.resolve("too-long");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_EVENT_BYTES) {
        request.pause();
        resolve("too-long");
        return;
      }
      chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => resolve("gone"));
    request.on("close", () => resolve("gone"));
  });
}
