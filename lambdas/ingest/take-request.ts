// Requests that API Gateway forwards to the ingest function: those with many events. The answers are those of the embedded server,
// because both run the same code. API Gateway has already checked the key.

import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { admitSender } from "#api/ingest/admit.ts";
import type { Accepted, ApiAnswer, IngestHeaders, TakingPorts, ValidEvent } from "#api/ingest/request.ts";
import { takeBody } from "#api/ingest/take-body.ts";
import { senderOfContext } from "#backends/aws/keys/key-context.ts";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import type { EventMessage } from "#core/messages/event-message.ts";

/** The ports of the function. */
export interface IngestFunctionPorts extends Omit<TakingPorts, "accept"> {
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

const ROUTES = new Map(INGEST_ROUTES.map((route) => [route.path as string, route]));

/** Takes the events of a request. */
export function takeRequest(
  ports: IngestFunctionPorts,
): (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult> {
  return async ({ resource, multiValueHeaders, requestContext, body, isBase64Encoded }) => {
    const route = ROUTES.get(resource);
    if (route === undefined) throw new Error(`API Gateway forwarded ${resource}, which is no path of ingest`);
    const { extendedRequestId: requestId = requestContext.requestId, authorizer } = requestContext;
    const sender = senderOfContext(authorizer ?? {});
    const admitted = admitSender(LIMITS, route, lowerCase(multiValueHeaders), { requestId, ...sender });
    if ("status" in admitted) return answer(admitted);
    const bytes = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
    const taking: TakingPorts = { ...ports, accept: (events) => accept(ports, events) };
    return answer(await takeBody(taking, admitted, bytes.length > admitted.maxBytes ? "too-long" : bytes));
  };
}

/** Sends each event once. A copy in another request is detected only when the events are matched. */
async function accept(
  { sendEvents, onError }: IngestFunctionPorts,
  events: readonly ValidEvent[],
): Promise<Accepted[]> {
  const known = new Set<string>();
  const results = events.map(({ event: { id } }): Accepted => {
    if (known.has(id)) return "duplicate";
    known.add(id);
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

function lowerCase(headers: APIGatewayProxyEvent["multiValueHeaders"]): IngestHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name.toLowerCase(), values]));
}

function answer({ status, body, headers }: ApiAnswer): APIGatewayProxyResult {
  return { statusCode: status, body, headers: { "content-type": "application/json", ...headers } };
}
