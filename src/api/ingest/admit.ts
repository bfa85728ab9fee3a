// Checks the headers of a request before its body is read, so that the body of a refused request is never held in memory.

import type { IngestRoute, RequestBody } from "#core/event/formats/ingest-route.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { maySendEvents, SOURCES_ONLY } from "#core/keys/key-scope.ts";
import { authenticate, type Sender } from "./authenticate.ts";
import { contentEncodingOf } from "./content-encoding.ts";
import { type Admitted, type ApiAnswer, type IngestHeaders, type IngestPorts, refuse } from "./request.ts";

/** The answer to an unknown Content-Encoding. */
export const UNKNOWN_ENCODING = "Send the body uncompressed, or with Content-Encoding: gzip or deflate.";

/** Admits a request with a valid key, or answers it. */
export function admit(ports: IngestPorts, route: IngestRoute, headers: IngestHeaders): Admitted | ApiAnswer {
  const requestId = ports.newRequestId();
  const sender = authenticate(ports.keys, headerText(headers["authorization"]), ports.now());
  if ("code" in sender) return { ...refuse(sender.code, requestId, sender.message), headers: sender.headers };
  return admitSender(ports, route, headers, { requestId, ...sender });
}

/** As `admit`, for a request whose key is known to be valid. */
export function admitSender(
  ports: Pick<IngestPorts, "maxBatchBytes">,
  route: IngestRoute,
  headers: IngestHeaders,
  { requestId, keyId, scope }: Sender & Pick<Admitted, "requestId">,
): Admitted | ApiAnswer {
  if (!maySendEvents(scope)) return refuse("forbidden", requestId, SOURCES_ONLY);
  const encoding = contentEncodingOf(headerText(headers["content-encoding"]));
  if (encoding === undefined) return refuse("unsupported_media_type", requestId, UNKNOWN_ENCODING);
  const type = headerText(headers["content-type"])?.split(";", 1)[0]?.trim().toLowerCase();
  const body = bodyOf(route, type, headers);
  if (body === undefined) {
    return refuse("unsupported_media_type", requestId, `Send Content-Type: ${typesOf(route)}.`);
  }
  const maxBytes = body.batch ? Math.min(body.batch.maxBytes, ports.maxBatchBytes) : MAX_EVENT_BYTES;
  const kept = body.keptHeaders && keptHeaders(headers, body.keptHeaders);
  const keyMetrics = scope.metrics && { keyMetrics: scope.metrics };
  return { route, body, encoding, maxBytes, requestId, keyId, ...keyMetrics, ...(kept && { headers: kept }) };
}

/** The kind of body that a request has. A kind that needs headers precedes one that any request can be. */
function bodyOf({ bodies }: IngestRoute, type: string | undefined, headers: IngestHeaders): RequestBody | undefined {
  const fitting = bodies.filter((body) => fits(body, type, headers));
  return fitting.find(({ requiredHeaders }) => requiredHeaders !== undefined) ?? fitting[0];
}

function fits(
  { contentTypes, requiredHeaders }: RequestBody,
  type: string | undefined,
  headers: IngestHeaders,
): boolean {
  if (type === undefined || !contentTypes.includes(type)) return false;
  return requiredHeaders === undefined || requiredHeaders.every((name) => headers[name] !== undefined);
}

/** The media types that a path accepts, each once, with the headers that they need. */
export function typesOf({ bodies }: IngestRoute): string {
  const needed = (headers: readonly string[]) => ` (with the header ${headers.join(" and ")})`;
  const types = bodies.flatMap(({ contentTypes, requiredHeaders }) =>
    contentTypes.map((type) => (requiredHeaders === undefined ? type : `${type}${needed(requiredHeaders)}`)),
  );
  return [...new Set(types)].join(" or ");
}

function keptHeaders(headers: IngestHeaders, beginnings: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = headerText(value);
    if (text !== undefined && beginnings.some((beginning) => name.startsWith(beginning))) kept[name] = text;
  }
  return kept;
}

/** A header as one text. Repeated headers are joined, as RFC 9110 defines (https://www.rfc-editor.org/rfc/rfc9110#section-5.3). */
export function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" || value === undefined ? value : value.join(", ");
}
