// The HTTP server of the embedded process. Ingest bypasses the management app, because every event takes this path.

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { HealthBody } from "#api/health.ts";
import { admit } from "#api/ingest/admit.ts";
import { admitSource, type SourceTakingPorts } from "#api/ingest/admit-source.ts";
import { type Admitted, type ApiAnswer, type IngestPorts, type UnreadBody, unavailable } from "#api/ingest/request.ts";
import { takeBody } from "#api/ingest/take-body.ts";
import { takeSource } from "#api/ingest/take-source.ts";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import type { IngestRoute } from "#core/event/formats/ingest-route.ts";
import { SOURCES_PATH } from "#core/sources/source.ts";
import {
  awaitsContinue,
  type HttpRefusal,
  headersRefusal,
  limitedServer,
  methodRefusal,
  refusedAnswer,
} from "./limited-server.ts";
import { openApiText } from "./openapi-text.ts";
import type { Readiness } from "./readiness.ts";
import { discardBody, RequestBodies } from "./request-body.ts";

/** Ingest of events and of requests to sources. */
type ServedIngest = IngestPorts & SourceTakingPorts;

/** The ports of the server. */
export interface HttpServerOptions {
  readonly ingest: ServedIngest;
  readonly readiness: Readiness;
  readonly management: Hono;
  readonly newRequestId: () => string;
  readonly onError: (error: unknown) => void;
}

const ROUTES: ReadonlyMap<string, IngestRoute> = new Map(INGEST_ROUTES.map((route) => [route.path, route]));

const HEALTHY: ApiAnswer = { status: 200, body: JSON.stringify({ status: "ok" } satisfies HealthBody) };

/** The answers that need no key, by path. */
const PUBLIC = new Map<string, (readiness: Readiness) => ApiAnswer | Promise<ApiAnswer>>([
  ["/health", () => HEALTHY],
  ["/health/live", () => HEALTHY],
  ["/health/ready", readyAnswer],
  ["/openapi.json", () => ({ status: 200, body: openApiText() })],
]);

/** The server, not yet listening. */
export function httpServer(options: HttpServerOptions): Server {
  const { management, newRequestId, onError } = options;
  const ingest = { ...options, bodies: new RequestBodies() };
  const manage = getRequestListener(management.fetch);
  const server = limitedServer(newRequestId);
  server.on("request", (request, response) => {
    const path = pathOf(request);
    const refused = refusalOf(request, path);
    const take = takerOf(request, path);
    if (refused !== undefined) refuse(request, response, refusedAnswer(newRequestId(), refused));
    else if (take !== undefined) void take(ingest, request, response).catch(onError);
    else if (PUBLIC.has(path)) void sendPublic(options.readiness, path, response).catch(onError);
    else void manage(request, response);
  });
  return server;
}

/** The path of a request. Its target can also be a whole URL (RFC 9112, section 3.2.2). */
function pathOf({ url = "" }: IncomingMessage): string {
  if (url.startsWith("/")) return url.split("?", 1)[0] ?? "";
  return URL.parse(url)?.pathname ?? url;
}

/** The reason to refuse a request for its headers or its method. */
function refusalOf(request: IncomingMessage, path: string): HttpRefusal | undefined {
  const flaw = headersRefusal(request);
  if (flaw !== undefined) return flaw;
  if (ROUTES.has(path) || path.startsWith(SOURCES_PATH)) return methodRefusal(request, path, ["POST"]);
  return PUBLIC.has(path) ? methodRefusal(request, path, ["GET", "HEAD"]) : undefined;
}

async function sendPublic(readiness: Readiness, path: string, response: ServerResponse): Promise<void> {
  const answer = await PUBLIC.get(path)?.(readiness);
  if (answer !== undefined) send(response, answer);
}

async function readyAnswer(readiness: Readiness): Promise<ApiAnswer> {
  const reasons = await readiness.reasons();
  if (reasons.length === 0) return HEALTHY;
  const body: HealthBody = { status: "unavailable", reasons };
  return { status: 503, body: JSON.stringify(body) };
}

interface IngestServer extends HttpServerOptions {
  readonly bodies: RequestBodies;
}

/** Takes a request and answers it. */
type Taker = (server: IngestServer, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The taker of a request to ingest; undefined for any other request. */
function takerOf({ method }: IncomingMessage, path: string): Taker | undefined {
  if (method !== "POST") return undefined;
  const route = ROUTES.get(path);
  if (route !== undefined) return (...call) => takeEvents(route, ...call);
  if (!path.startsWith(SOURCES_PATH)) return undefined;
  return (...call) => takeSourceRequest(path.slice(SOURCES_PATH.length), ...call);
}

function takeEvents(
  route: IngestRoute,
  server: IngestServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  return answerBody(server, request, response, admit(server.ingest, route, request.headers), takeBody);
}

async function takeSourceRequest(
  name: string,
  server: IngestServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const admitted = await admitSource(server.ingest.sources, name, request.headers, server.newRequestId());
  return answerBody(server, request, response, admitted, takeSource);
}

/** Reads the body of an admitted request and sends the answer of `take`; refuses a request that was not admitted. */
async function answerBody<A extends Pick<Admitted, "maxBytes" | "encoding" | "requestId">>(
  { ingest: ports, readiness, bodies }: IngestServer,
  request: IncomingMessage,
  response: ServerResponse,
  admitted: A | ApiAnswer,
  take: (ports: ServedIngest, admitted: A, body: Buffer | UnreadBody) => Promise<ApiAnswer>,
): Promise<void> {
  if ("status" in admitted) return refuse(request, response, admitted);
  const notReady = readiness.refusal();
  if (notReady !== undefined) {
    const message = `${notReady.detail} The request was not stored. Send it again.`;
    return refuse(request, response, unavailable(admitted.requestId, message));
  }
  if (awaitsContinue(request)) response.writeContinue();
  const limits = { maxBytes: admitted.maxBytes, expands: admitted.encoding !== "identity" };
  await bodies.read(request, limits, async (body) => {
    if (body.type === "gone") return;
    const answer = await take(ports, admitted, body.type === "body" ? body.bytes : body.type);
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
  // The client waits for permission to send its body, and must not begin to send it now.
  if (awaitsContinue(request)) response.setHeader("connection", "close");
  sendHead(response, answer);
  response.write(answer.body);
  if (awaitsContinue(request)) response.end();
  else discardBody(request, () => response.end());
}
