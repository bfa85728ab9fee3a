// Verifies that a request to a source comes from its sender and is not an old one that was sent again.

import type { FoundSignature, Hmac, ReadSignature, RequestHeaders, SignatureFault } from "./signed-request.ts";
import { type Source, USUAL_TOLERANCE_SECONDS } from "./source.ts";
import { SOURCE_KINDS } from "./source-kinds.ts";

/** A request to a source. */
export interface SourceRequest {
  readonly headers: RequestHeaders;
  /** The bytes of the body as they were sent. */
  readonly body: Uint8Array;
  /** In milliseconds since 1970. */
  readonly receivedAt: number;
}

/** The cryptography of a platform. */
export interface SignaturePorts {
  readonly hmac: Hmac;
  /** Compares two texts in a time that does not depend on where they differ. */
  readonly equal: (one: string, other: string) => boolean;
}

/** Whether a request is its sender's, or why it is not accepted. */
export type Verified = { readonly ok: true } | SignatureFault;

const WRONG: SignatureFault = {
  ok: false,
  reason: "signature-wrong",
  message: "The signature is not that of this body with the secret of the source.",
};

/**
 * Verifies the signature of a request to a source, by any of its secrets. A source of kind api-key has no signature; its requests
 * carry an ingest key, which is checked elsewhere.
 */
export function verifyRequest(
  source: Source,
  request: SourceRequest,
  secrets: readonly string[],
  { hmac, equal }: SignaturePorts,
): Verified {
  if (source.kind === "api-key") return { ok: true };
  const found = readSignature(source, request.headers);
  if (!found.ok) return found;
  const tolerance = "tolerance_seconds" in source ? source.tolerance_seconds : undefined;
  const late = outOfTolerance(found.signedAt, request.receivedAt, tolerance);
  return late ?? compare(found, request.body, secrets, { hmac, equal });
}

/** Compares every signature with every secret's, so that the duration does not depend on which of them is right. */
function compare(
  { form, signatures, content, keyOf }: FoundSignature,
  body: Uint8Array,
  secrets: readonly string[],
  { hmac, equal }: SignaturePorts,
): Verified {
  const presented = signatures.map((signature) => (form.encoding === "hex" ? signature.toLowerCase() : signature));
  const decoded = secrets.flatMap((secret) => (keyOf ? (keyOf(secret) ?? []) : secret));
  // Anyone can sign with an empty key, which an unfinished entry in a secret store gives.
  const keys = decoded.filter((key) => key.length > 0);
  const right = keys.flatMap((key) => {
    const expected = hmac(form, key, content(body));
    return presented.filter((signature) => equal(signature, expected));
  });
  return right.length > 0 ? { ok: true } : WRONG;
}

function readSignature(source: Source, headers: RequestHeaders): ReadSignature {
  return SOURCE_KINDS[source.kind].readSignature(headers, source);
}

function outOfTolerance(
  signedAt: number | undefined,
  receivedAt: number,
  toleranceSeconds: number = USUAL_TOLERANCE_SECONDS,
): SignatureFault | undefined {
  if (signedAt === undefined || Math.abs(receivedAt - signedAt) <= toleranceSeconds * 1_000) return undefined;
  const message = `The request was signed more than ${toleranceSeconds} seconds from now. Sign it again when you send it again.`;
  return { ok: false, reason: "timestamp-out-of-tolerance", message };
}
