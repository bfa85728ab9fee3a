// The HTTP server of the embedded process. Ingest bypasses the management app, because every event takes this path.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { type ApiAnswer, admit, type IngestPorts, takeBody } from "#api/ingest.ts";
import { INGEST_ROUTES, type IngestRoute } from "#api/ingest-routes.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";

/** The ports of the server. */
export interface HttpServerOptions {
  readonly ingest: IngestPorts;
  readonly management: Hono;
  readonly onError: (error: unknown) => void;
}

/** How long a client may take to send a request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** How long an idle connection stays open, in milliseconds; longer than load balancers keep theirs. */
const KEEP_ALIVE_MS = 75_000;

/**
 * How much of a refused body the server reads and discards, in bytes, and for how long, in milliseconds. Closing a connection while
 * its client still sends resets it, and the client may never see the answer. Beyond these limits the server closes it anyway.
 */
const DISCARDED_BYTES = 64 * 1024 * 1024;
const DISCARDED_WITHIN_MS = 10_000;

const ROUTES: ReadonlyMap<string, IngestRoute> = new Map(INGEST_ROUTES.map((route) => [route.path, route]));

/** The server, not yet listening. */
export function httpServer({ ingest: ports, management, onError }: HttpServerOptions): Server {
  const manage = getRequestListener(management.fetch);
  return createServer({ requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const { method, url = "" } = request;
    const [path = ""] = url.split("?", 1);
    const route = method === "POST" ? ROUTES.get(path) : undefined;
    if (route !== undefined) void takeEvent(ports, route, request, response).catch(onError);
    else if ((method === "GET" || method === "HEAD") && path === "/health")
      send(response, { status: 200, body: '{"status":"ok"}' });
    else void manage(request, response);
  });
}

async function takeEvent(
  ports: IngestPorts,
  route: IngestRoute,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { headers } = request;
  const admitted = admit(ports, route, {
    contentType: headers["content-type"],
    contentEncoding: headers["content-encoding"],
    authorization: headers.authorization,
  });
  if ("status" in admitted) return refuse(request, response, admitted);
  const body = await readBody(request);
  if (body === "gone") return;
  const answer = await takeBody(ports, admitted, body === "too-long" ? undefined : body);
  if (body === "too-long") refuse(request, response, answer);
  else send(response, answer);
}

function send(response: ServerResponse, answer: ApiAnswer): void {
  sendHead(response, answer);
  response.end(answer.body);
}

function sendHead(response: ServerResponse, { status, body, headers }: ApiAnswer): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...headers,
  });
}

/** Answers a refused request at once and discards its body. The answer ends when the body ends. */
function refuse(request: IncomingMessage, response: ServerResponse, answer: ApiAnswer): void {
  sendHead(response, answer);
  response.write(answer.body);
  let discarded = 0;
  const cutOff = () => request.socket.destroy();
  const timer = setTimeout(cutOff, DISCARDED_WITHIN_MS);
  request.on("data", (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > DISCARDED_BYTES) cutOff();
  });
  request.once("end", () => response.end());
  request.once("close", () => clearTimeout(timer));
  request.resume();
}

/** Reads a body. Returns "too-long" as soon as it exceeds MAX_EVENT_BYTES, and "gone" if the client disconnects. */
function readBody(request: IncomingMessage): Promise<Buffer | "too-long" | "gone"> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_EVENT_BYTES) return Promise.resolve("too-long");
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_EVENT_BYTES) return void chunks.push(chunk);
      chunks = [];
      resolve("too-long");
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => resolve("gone"));
    request.on("close", () => resolve("gone"));
  });
}
