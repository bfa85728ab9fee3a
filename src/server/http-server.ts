// The HTTP server of the embedded process. Ingest bypasses the management app, because every event takes this path.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { admit } from "#api/ingest/admit.ts";
import type { ApiAnswer, IngestPorts } from "#api/ingest/request.ts";
import { takeBody } from "#api/ingest/take-body.ts";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import type { IngestRoute } from "#core/event/formats/ingest-route.ts";
import { openApiText } from "./openapi-text.ts";
import { discardBody, RequestBodies } from "./request-body.ts";

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

const ROUTES: ReadonlyMap<string, IngestRoute> = new Map(INGEST_ROUTES.map((route) => [route.path, route]));

/** The bodies that need no key, by path. */
const PUBLIC: ReadonlyMap<string, () => string> = new Map([
  ["/health", () => '{"status":"ok"}'],
  ["/openapi.json", openApiText],
]);

/** The server, not yet listening. */
export function httpServer({ ingest: ports, management, onError }: HttpServerOptions): Server {
  const bodies = new RequestBodies();
  const manage = getRequestListener(management.fetch);
  return createServer({ requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const { method, url = "" } = request;
    const [path = ""] = url.split("?", 1);
    const route = method === "POST" ? ROUTES.get(path) : undefined;
    if (route !== undefined) void takeEvents({ ports, bodies }, route, request, response).catch(onError);
    else if ((method === "GET" || method === "HEAD") && PUBLIC.has(path))
      send(response, { status: 200, body: PUBLIC.get(path)?.() ?? "" });
    else void manage(request, response);
  });
}

async function takeEvents(
  { ports, bodies }: { ports: IngestPorts; bodies: RequestBodies },
  route: IngestRoute,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const admitted = admit(ports, route, request.headers);
  if ("status" in admitted) return refuse(request, response, admitted);
  const limits = { maxBytes: admitted.maxBytes, expands: admitted.encoding !== "identity" };
  await bodies.read(request, limits, async (body) => {
    if (body.type === "gone") return;
    const answer = await takeBody(ports, admitted, body.type === "body" ? body.bytes : body.type);
    if (body.type === "body") send(response, answer);
    else refuse(request, response, answer);
  });
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
  discardBody(request, () => response.end());
}
