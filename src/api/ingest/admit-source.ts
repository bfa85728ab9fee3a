// Checks a request to a source before its body is read: the source exists, and a request that must carry an ingest key has one. A
// signature is checked with the body.

import type { Secrets } from "#app/delivery/sending-ports.ts";
import type { RunnableSource } from "#app/sources/runnable-source.ts";
import type { SourceCatalogue } from "#app/sources/source-catalogue.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { mayPostTo } from "#core/keys/key-scope.ts";
import type { RequestHeaders } from "#core/sources/signed-request.ts";
import type { SignaturePorts } from "#core/sources/verify-request.ts";
import { headerText, UNKNOWN_ENCODING } from "./admit.ts";
import type { KeyRefusal, Sender } from "./authenticate.ts";
import { type ContentEncoding, contentEncodingOf } from "./content-encoding.ts";
import { type ApiAnswer, type IngestHeaders, refuse, type TakingPorts, unavailable } from "./request.ts";

/** The ports of sources. */
export interface SourcePorts {
  readonly catalogue: SourceCatalogue;
  readonly secrets: Pick<Secrets, "get">;
  readonly signatures: SignaturePorts;
  /** The sender that an Authorization header names, for sources without signatures. Rejects if the keys can't be read. */
  readonly authenticate: (authorization: string | undefined) => Promise<Sender | KeyRefusal>;
  /** Called with the reason, for the operator, when a source can't be read or has no secret. Requests are answered with 503. */
  readonly onUnusable: (error: unknown) => void;
}

/** The ports that take requests to sources. */
export interface SourceTakingPorts extends TakingPorts {
  readonly sources: SourcePorts;
}

/** A request to a source whose body may be read. */
export interface AdmittedSource {
  readonly source: RunnableSource;
  readonly encoding: ContentEncoding;
  /** Largest body, in bytes, also after it is inflated. */
  readonly maxBytes: number;
  readonly requestId: string;
  readonly keyId: string;
  /** The prefixes of the metrics that the key may send; absent if it may send all. */
  readonly keyMetrics?: readonly string[];
  /** All headers, by their names in lower case. */
  readonly headers: RequestHeaders;
}

/** Admits a request to the source of this name, or answers it. */
export async function admitSource(
  ports: SourcePorts,
  name: string,
  received: IngestHeaders,
  requestId: string,
): Promise<AdmittedSource | ApiAnswer> {
  const source = await findSource(ports, name);
  if (source === "unreadable") return unavailable(requestId, "The sources can't be read. Send the request again.");
  if (source === undefined) return refuse("not_found", requestId, "There is no source of this name.");
  const headers = textHeaders(received);
  const sender = await senderOf(ports, source, headers);
  if (sender === "unreadable") return unavailable(requestId, "The key can't be checked now. Send the request again.");
  if ("code" in sender) return { ...refuse(sender.code, requestId, sender.message), headers: sender.headers };
  const encoding = contentEncodingOf(headers["content-encoding"]);
  if (encoding === undefined) return refuse("unsupported_media_type", requestId, UNKNOWN_ENCODING);
  return { source, encoding, maxBytes: MAX_EVENT_BYTES, requestId, ...sender, headers };
}

async function findSource(ports: SourcePorts, name: string): Promise<RunnableSource | "unreadable" | undefined> {
  try {
    return (await ports.catalogue.current([name])).get(name);
  } catch (error) {
    ports.onUnusable(error);
    return "unreadable";
  }
}

type SourceSender = Pick<AdmittedSource, "keyId" | "keyMetrics">;

/** The key of the request; for a source with signatures, a name that represents its sender. */
async function senderOf(
  ports: SourcePorts,
  { source }: RunnableSource,
  headers: RequestHeaders,
): Promise<SourceSender | KeyRefusal | "unreadable"> {
  if (source.kind !== "api-key") return { keyId: `source_${source.name}` };
  try {
    const sender = await ports.authenticate(headers["authorization"]);
    if ("code" in sender) return sender;
    const { keyId, scope } = sender;
    if (!mayPostTo(scope, source.name)) return { code: "forbidden", message: OTHER_SOURCES, headers: {} };
    return { keyId, ...(scope.metrics && { keyMetrics: scope.metrics }) };
  } catch (error) {
    ports.onUnusable(error);
    return "unreadable";
  }
}

const OTHER_SOURCES = "The scope of the ingest key does not allow this source.";

function textHeaders(headers: IngestHeaders): RequestHeaders {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const text = headerText(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}
