// The sender of a request to a source without signatures. API Gateway passes requests to sources on without an authorizer, because
// a signed request has no key.

import type { SourcePorts } from "#api/ingest/admit-source.ts";
import { presentedKey } from "#api/ingest/presented-key.ts";
import { findSenderKey, type SenderKeyPorts } from "../sender-keys.ts";

/** Finds senders by their keys. */
export function authenticateSender(ports: SenderKeyPorts): SourcePorts["authenticate"] {
  return async (authorization) => {
    const key = await findSenderKey(ports, authorization);
    if (key !== undefined) return { keyId: key.id, scope: key.scope };
    const isMissing = presentedKey(authorization) === undefined;
    const message = isMissing
      ? "Send the header Authorization: Bearer <ingest key>."
      : "The ingest key is not known here.";
    return { code: "not_authenticated", message, headers: {} };
  };
}
