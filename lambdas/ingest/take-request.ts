// Requests that API Gateway forwards to the ingest function: those with many events, and those to sources. The answers are those of
// the embedded server, because both run the same code. API Gateway has already checked the key, except for sources.

import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { admitSender } from "#api/ingest/admit.ts";
import { admitSource, type SourceTakingPorts } from "#api/ingest/admit-source.ts";
import type { Accepted, ApiAnswer, IngestHeaders, ValidEvent } from "#api/ingest/request.ts";
import { takeBody } from "#api/ingest/take-body.ts";
import { takeSource } from "#api/ingest/take-source.ts";
import { senderOfContext } from "#backends/aws/keys/key-context.ts";
import { copyName, isCopy } from "#core/event/event-copy.ts";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import type { IngestRoute } from "#core/event/formats/ingest-route.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { SOURCES_PATH } from "#core/sources/source.ts";

/** The ports of the function. */
export interface IngestFunctionPorts extends Omit<SourceTakingPorts, "accept"> {
  /** Resolves once every event is durable; rejects if one may not be. */
  readonly sendEvents: (messages: readonly EventMessage[]) => Promise<void>;
  /** Called with the error of events that may not be stored. */
  readonly onError: (error: unknown) => void;
}

/**
 * Largest request, in bytes. Lambda takes 6 MB a call, in which the body is a JSON string, so its quotes and line breaks take two
 * bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_REQUEST_BYTES = 4_000_000;

const LIMITS = { maxBatchBytes: MAX_REQUEST_BYTES };

/** The resource of the sources in API Gateway. */
const SOURCES_RESOURCE = `${SOURCES_PATH}{name}`;

const ROUTES = new Map(INGEST_ROUTES.map((route) => [route.path as string, route]));

/** Takes the events of a request. */
export function takeRequest(
  ports: IngestFunctionPorts,
): (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult> {
  const taking: SourceTakingPorts = { ...ports, accept: (events) => accept(ports, events) };
  return async (event) => answer(await (event.resource === SOURCES_RESOURCE ? toSource : toRoute)(taking, event));
}

async function toRoute(ports: SourceTakingPorts, event: APIGatewayProxyEvent): Promise<ApiAnswer> {
  const { resource, requestContext } = event;
  const route = routeOf(resource, requestContext.stage);
  const sender = { requestId: requestIdOf(event), ...senderOfContext(requestContext.authorizer ?? {}) };
  const admitted = admitSender(LIMITS, route, headersOf(event), sender);
  return "status" in admitted ? admitted : takeBody(ports, admitted, bodyOf(event, admitted.maxBytes));
}

async function toSource(ports: SourceTakingPorts, event: APIGatewayProxyEvent): Promise<ApiAnswer> {
  const name = event.pathParameters?.["name"] ?? "";
  const admitted = await admitSource(ports.sources, name, headersOf(event), requestIdOf(event));
  return "status" in admitted ? admitted : takeSource(ports, admitted, bodyOf(event, admitted.maxBytes));
}

function requestIdOf({ requestContext }: APIGatewayProxyEvent): string {
  return requestContext.extendedRequestId ?? requestContext.requestId;
}

function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEvent, maxBytes: number): Buffer | "too-long" {
  const bytes = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
  return bytes.length > maxBytes ? "too-long" : bytes;
}

/** A path that begins with the name of the stage also exists without it: see lib/ingest/ingest-function.ts. */
function routeOf(path: string, stage: string): IngestRoute {
  const route = ROUTES.get(path) ?? ROUTES.get(`/${stage}${path}`);
  if (route === undefined) throw new Error(`API Gateway forwarded ${path}, which is no path of ingest`);
  return route;
}

/** Sends each event once. A copy in another request is detected only when the events are matched. */
async function accept(
  { sendEvents, onError }: IngestFunctionPorts,
  events: readonly ValidEvent[],
): Promise<Accepted[]> {
  const known = new Set<string>();
  const results = events.map(({ event }): Accepted => {
    if (isCopy(known, event)) return "duplicate";
    known.add(copyName(event));
    return "stored";
  });
  try {
    await sendEvents(events.filter((_, index) => results[index] === "stored").map(({ message }) => message));
  } catch (error) {
    onError(error);
    throw error;
  }
  return results;
}

/**
 * The headers by their names in lower case. API Gateway inflates a body before it forwards it and does not say whether it keeps
 * Content-Encoding; compressed bytes could only arrive as base64.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html
 */
function headersOf({ multiValueHeaders, isBase64Encoded }: APIGatewayProxyEvent): IngestHeaders {
  const headers = Object.entries(multiValueHeaders).map(([name, values]) => [name.toLowerCase(), values] as const);
  return Object.fromEntries(headers.filter(([name]) => isBase64Encoded || name !== "content-encoding"));
}

function answer({ status, body, headers }: ApiAnswer): APIGatewayProxyResult {
  return { statusCode: status, body, headers: { "content-type": "application/json", ...headers } };
}
