// A request to ingest in one call, as the HTTP server makes it in two: its headers first, then its body.

import { type ApiAnswer, admit, type IngestHeaders, type IngestPorts, takeBody, type UnreadBody } from "#api/ingest.ts";
import { type IngestRoute, PLAIN_ROUTE } from "#api/ingest-routes.ts";

/** A request, its body read up to the limit. */
export interface IngestRequest extends IngestHeaders {
  readonly body: Buffer | UnreadBody;
  /** @default POST /events */
  readonly route?: IngestRoute;
}

/** Sends one event. */
export async function ingest(ports: IngestPorts, request: IngestRequest): Promise<ApiAnswer> {
  const admitted = admit(ports, request.route ?? PLAIN_ROUTE, request);
  return "status" in admitted ? admitted : takeBody(ports, admitted, request.body);
}
