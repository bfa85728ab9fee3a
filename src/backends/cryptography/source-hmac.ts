// HMAC of requests to sources, with node:crypto.

import { createHmac } from "node:crypto";
import type { SignaturePorts } from "#core/sources/verify-request.ts";
import { equalSecrets } from "./equal-secrets.ts";

/** Computes and compares the signatures of requests to sources. */
export const sourceSignatures: SignaturePorts = {
  hmac({ algorithm, encoding }, key, parts) {
    const hmac = createHmac(algorithm, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest(encoding);
  },
  equal: equalSecrets,
};
