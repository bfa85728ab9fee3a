// Any sender that signs with HMAC. The source file describes the signature.

import {
  type ReadSignature,
  type RequestHeaders,
  signatureMissing,
  timestampMissing,
  unixTime,
} from "../signed-request.ts";
import { type HmacSignature, SIGNED_BODY, SIGNED_TIMESTAMP } from "../source.ts";
import type { SourceKind } from "../source-kind.ts";

/** The kind `hmac`. Its files declare the metric and the profile. */
export const hmacKind: SourceKind = {
  readSignature(headers, source) {
    if (source.kind !== "hmac") throw new TypeError(`The source ${source.name} is not of kind hmac`);
    return readDeclared(source.signature, headers);
  },
  mapping: {},
};

function readDeclared(declared: HmacSignature, headers: RequestHeaders): ReadSignature {
  const { header, algorithm, encoding, prefix, timestamp_header } = declared;
  const text = headers[header.toLowerCase()];
  if (!text?.startsWith(prefix)) return signatureMissing(header);
  const timestamp = timestamp_header === undefined ? undefined : headers[timestamp_header.toLowerCase()];
  const signedAt = unixTime(timestamp);
  if (timestamp_header !== undefined && signedAt === undefined) return timestampMissing(timestamp_header);
  const signed =
    declared.signed ?? (timestamp_header === undefined ? SIGNED_BODY : `${SIGNED_TIMESTAMP}.${SIGNED_BODY}`);
  return {
    ok: true,
    form: { algorithm, encoding },
    signatures: [text.slice(prefix.length)],
    ...(signedAt === undefined ? {} : { signedAt }),
    content: (body) => contentOf(signed, timestamp ?? "", body),
  };
}

/** The parts of the signed text, with the values of its placeholders. */
function contentOf(signed: string, timestamp: string, body: Uint8Array): (string | Uint8Array)[] {
  return signed
    .split(/(\{body\}|\{timestamp\})/)
    .map((part) => (part === SIGNED_BODY ? body : part === SIGNED_TIMESTAMP ? timestamp : part));
}
