// A request to ingest in one call, as the HTTP server makes it in two: its headers first, then its body.

import { admit } from "#api/ingest/admit.ts";
import type { ApiAnswer, IngestHeaders, IngestPorts, UnreadBody } from "#api/ingest/request.ts";
import { takeBody } from "#api/ingest/take-body.ts";
import type { KeyLookup } from "#app/keys/presented-keys.ts";
import type { IngestRoute } from "#core/event/formats/ingest-route.ts";
import { PLAIN_ROUTE } from "#core/event/formats/plain/plain.ts";
import type { KeyScope } from "#core/keys/key-scope.ts";

/** A request, its body read up to the limit. */
export interface IngestRequest {
  readonly headers: IngestHeaders;
  readonly body: Buffer | UnreadBody;
  /** @default POST /events */
  readonly route?: IngestRoute;
}

/** The keys of an ingest: their ids by their texts. */
export function knownKeys(ids: Readonly<Record<string, string>>, scope: KeyScope = {}): KeyLookup {
  return {
    find(presented) {
      const id = ids[presented];
      return id === undefined ? { type: "unknown" } : { type: "known", id, scope };
    },
  };
}

/** Sends a request. */
export async function ingest(ports: IngestPorts, request: IngestRequest): Promise<ApiAnswer> {
  const admitted = admit(ports, request.route ?? PLAIN_ROUTE, request.headers);
  return "status" in admitted ? admitted : takeBody(ports, admitted, request.body);
}
